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


import logging

logger = logging.getLogger(__name__)


def on_a_bound_session(schema: str) -> int:
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        return db.query(Product).count()


def elsewhere(db: Session) -> str:
    logger.info("%s", db.execute(text("SELECT current_schema()")).scalar())
    return db.execute(text("SELECT current_setting('search_path')")).scalar()


def other_settings(db: Session):
    db.execute(text("SHOW timezone"))
    db.execute(text("SELECT current_setting('app.tenant_id', true)"))
    return "SHOW search_path"


def introspect(connection) -> list:
    schema = connection.execute(text("SELECT current_schema()")).scalar()
    return connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = :s"), {"s": schema}).all()


def default_schema(connection) -> str:
    return connection.exec_driver_sql("select current_schema()").scalar()  # 🧭


def guard(connection, expected: str) -> None:
    path = connection.execute(text("SHOW search_path")).scalar()
    if expected not in path:
        raise RuntimeError(path)
    print(connection.execute(text("SHOW search_path")).scalar())


def guard_with_cursor(cursor, expected: str) -> None:
    cursor.execute("SHOW search_path")
    path = cursor.fetchone()[0]
    assert expected in path


def keep(cursor) -> str:
    cursor.execute("SHOW search_path")
    return cursor.fetchone()[0]


def columns_of_this_schema(cursor) -> list:
    cursor.execute("SELECT current_schema()")
    current = cursor.fetchone()[0]
    cursor.execute("SELECT table_schema, table_name FROM information_schema.tables")
    return [name for schema, name in cursor.fetchall() if schema == current]


def columns_in_a_loop(cursor) -> list:
    cursor.execute("SELECT current_schema()")
    current = cursor.fetchone()[0]
    cursor.execute("SELECT table_schema, table_name FROM information_schema.tables")
    found = []
    for schema, name in cursor.fetchall():
        if schema != current:
            continue
        found.append(name)
    return found


def guard_by_any(cursor, schemas: list) -> None:
    cursor.execute("SELECT current_schema()")
    current = cursor.fetchone()[0]
    if not any(schema == current for schema in schemas):
        raise RuntimeError("wrong tenant")
