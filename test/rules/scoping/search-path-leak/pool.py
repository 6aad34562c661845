from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Column, Integer, String, create_engine, event, select, text
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
router = APIRouter()
engine = create_engine("postgresql+psycopg2://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


class User(Base):
    __tablename__ = "users"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)


from sqlalchemy.pool import NullPool

null_engine = create_engine("postgresql://localhost/app", poolclass=NullPool)
NullSession = sessionmaker(bind=null_engine)


def leaks(user_id: int) -> None:
    db = SessionLocal()
    db.execute(text(f"SET search_path TO user_{user_id}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
    db.query(Product).delete()
    db.commit()
    db.close()


def leaks_at_the_end_of_the_block(user_id: int) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET search_path = user_{user_id}")
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak


def reset_on_some_paths_only(user_id: int, flag: bool) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
        db.query(Product).delete()
        db.commit()
        if flag:
            db.execute(text("SET search_path TO public"))
            db.commit()


def undone_by_the_rollback_on_close(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        return db.query(Product).count()


def reset_on_every_way(user_id: int) -> None:
    with SessionLocal() as db:
        try:
            db.execute(text(f"SET search_path TO user_{user_id}"))
            db.query(Product).delete()
            db.commit()
        finally:
            db.execute(text("RESET search_path"))
            db.commit()


def the_pool_closes(user_id: int) -> None:
    with NullSession() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        db.commit()


def constant_path_of_no_tenant() -> None:
    with SessionLocal() as db:
        db.execute(text("SET search_path TO reporting"))
        db.commit()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_clean_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.rollback()
        db.execute(text("SET search_path TO public"))
        db.commit()
        db.close()


@router.post("/products")
def given_and_committed(user_id: int, db: Session = Depends(get_db)):
    db.execute(text(f"SET search_path TO user_{user_id}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
    db.query(Product).delete()
    db.commit()


@router.get("/products")
def given_and_read(user_id: int, db: Annotated[Session, Depends(get_db)]):
    db.execute(text(f"SET search_path TO user_{user_id}"))
    return db.query(Product).count()


@router.delete("/products")
def given_by_one_that_cleans(user_id: int, db: Session = Depends(get_clean_db)):
    db.execute(text(f"SET search_path TO user_{user_id}"))
    db.query(Product).delete()
    db.commit()


def thrown_away(user_id: int):
    with engine.connect() as connection:
        connection.execute(text(f"SET search_path TO user_{user_id}"))
        connection.commit()
        connection.invalidate()


def disposed(user_id: int):
    own = create_engine("postgresql://localhost/app")
    with own.connect() as connection:
        connection.execute(text(f"SET search_path TO user_{user_id}"))
        connection.commit()
    own.dispose()


def get_committed():
    db = SessionLocal()
    try:
        yield db
        db.commit()
    finally:
        db.close()


def get_undone():
    db = SessionLocal()
    try:
        yield db
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


def committed_by_the_dependency(user_id: int, db: Session = Depends(get_committed)) -> int:
    db.execute(text(f"SET search_path TO user_{user_id}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak the commit in `get_committed`
    return db.query(Product).count()


def undone_by_the_dependency(user_id: int, db: Session = Depends(get_undone)) -> int:
    db.execute(text(f"SET search_path TO user_{user_id}"))
    return db.query(Product).count()


def reset_before_the_commit(user_id: int, db: Session = Depends(get_committed)) -> int:
    db.execute(text(f"SET search_path TO user_{user_id}"))
    count = db.query(Product).count()
    db.execute(text("RESET search_path"))
    return count


def never_resumed(user_id: int) -> int:
    db = next(get_committed())
    db.execute(text(f"SET search_path TO user_{user_id}"))
    return db.query(Product).count()


@contextmanager
def scope_that_may_commit(commit=True):
    session = SessionLocal()
    try:
        yield session
        if commit:
            session.commit()
    finally:
        session.close()


def committed_only_when_asked(user_id: int) -> None:
    with scope_that_may_commit(commit=False) as db:
        db.execute(text(f"SET search_path TO user_{user_id}, public"))
        db.query(Product).count()


@contextmanager
def scope_that_notes_failures():
    session = SessionLocal()
    try:
        yield session
    except Exception:
        session.rollback()
        session.add(User())
        session.commit()
        raise
    finally:
        session.close()


def committed_only_after_a_failure(user_id: int) -> None:
    with scope_that_notes_failures() as db:
        db.execute(text(f"SET search_path TO user_{user_id}, public"))
        db.query(Product).count()


@contextmanager
def scope_that_takes_back():
    session = SessionLocal()
    yield session
    session.rollback()
    session.commit()
    session.close()


def taken_back_first(user_id: int) -> None:
    with scope_that_takes_back() as db:
        db.execute(text(f"SET search_path TO user_{user_id}, public"))
        db.query(Product).count()


@contextmanager
def raising_scope():
    db = SessionLocal()
    try:
        yield db
        db.commit()
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


def always_raises(user_id: int) -> None:
    with raising_scope() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        raise ValueError(user_id)


def reset_without_a_commit(user_id: int) -> None:
    db = SessionLocal()
    try:
        db.execute(text(f"SET search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak the reset at
        db.query(Product).delete()
        db.commit()
    finally:
        db.execute(text("SET search_path TO public"))
        db.close()


def reset_without_a_commit_in_a_block(user_id: int) -> None:
    with engine.connect() as connection:
        connection.execute(text(f"SET search_path TO user_{user_id}"))
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak is taken back by the close
        connection.execute(text("DELETE FROM products"))
        connection.commit()
        connection.execute(text("RESET search_path"))


def reset_and_rolled_back(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
        db.query(Product).delete()
        db.commit()
        db.execute(text("RESET search_path"))
        db.rollback()


def reset_in_a_block_that_commits(user_id: int) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"SET search_path TO user_{user_id}"))
        connection.execute(text("DELETE FROM products"))
        connection.execute(text("RESET search_path"))


def reset_in_the_next_transaction(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        db.query(Product).delete()
        db.commit()
        db.execute(text("RESET search_path"))
        db.query(Product).count()
        db.commit()


def clean(db) -> None:
    db.execute(text("RESET search_path"))
    db.commit()


def reset_by_a_function_that_commits(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        db.query(Product).delete()
        db.commit()
        clean(db)


def reset_and_given_on(user_id: int, finish) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        db.query(Product).delete()
        db.commit()
        db.execute(text("RESET search_path"))
        finish(db)


def reset_where_each_statement_commits(user_id: int) -> None:
    with SessionLocal() as db:
        db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        db.execute(text(f"SET search_path TO user_{user_id}"))
        db.query(Product).delete()
        db.commit()
        db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        db.execute(text("RESET search_path"))


@contextmanager
def begun_session():
    with SessionLocal.begin() as db:
        yield db


@contextmanager
def opened_session():
    with SessionLocal() as db:
        yield db


def reset_in_a_scope_that_commits(user_id: int) -> None:
    with begun_session() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        db.query(Product).delete()
        db.execute(text("RESET search_path"))


def reset_in_a_scope_that_only_closes(user_id: int) -> None:
    with opened_session() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak is taken back by the close
        db.query(Product).delete()
        db.commit()
        db.execute(text("RESET search_path"))
