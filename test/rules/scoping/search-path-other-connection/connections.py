from sqlalchemy import Column, Integer, String, create_engine, event, select, text
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
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


def work_elsewhere(db: Session, merchant: int):
    db.execute(text(f"SET search_path TO merchant_{merchant}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id int)"))
    db.execute(text("SET search_path TO public"))


def work_here_too(db: Session, merchant: int):
    db.execute(text(f"SET search_path TO merchant_{merchant}"))
    db.query(User).count()
    with engine.begin() as connection:
        connection.execute(text("SELECT 1 FROM public.users"))


def other_is_bound(db: Session, schema: str):
    db.execute(text(f"SET search_path TO {schema}"))
    with engine.execution_options(schema_translate_map={"tenant": schema}).begin() as connection:
        connection.execute(select(Product))


def set_path(connection, schema: str):
    connection.execute(text(f"SET search_path TO {schema}"))


def each_has_its_own(db: Session, merchant: int):
    db.execute(text(f"SET search_path TO merchant_{merchant}"))
    with engine.begin() as connection:
        connection.execute(text(f"SET search_path TO merchant_{merchant}"))
        connection.run_sync(Base.metadata.create_all)
    with engine.begin() as connection:
        set_path(connection, f"merchant_{merchant}")
        connection.execute(text("CREATE TABLE notes (id int)"))


def its_own_comes_too_late(db: Session, merchant: int):
    db.execute(text(f"SET search_path TO merchant_{merchant}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id int)"))
        connection.execute(text(f"SET search_path TO merchant_{merchant}"))
