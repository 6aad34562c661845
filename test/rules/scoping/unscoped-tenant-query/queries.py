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


def on_the_plain_factory():
    with SessionLocal() as db:
        db.query(User).count()
        print("😀", db.query(Product).count())
#                            ^^^^^^^ unscoped-tenant-query
        db.add(Product(title="x"))
#              ^^^^^^^ unscoped-tenant-query
        return db.scalars(select(Product)).all()
#                                ^^^^^^^ unscoped-tenant-query


def bound(schema: str):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        return db.query(Product).count()


def by_statement(schema: str):
    with SessionLocal() as db:
        return db.scalars(select(Product).execution_options(schema_translate_map={"tenant": schema})).all()


def given(db: Session):
    return db.query(Product).count()


def scoped_by_path(user_id: int):
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        return db.query(Product).count()


Bound = sessionmaker(bind=engine)


def bind_all(schema: str):
    Bound.configure(bind=engine.execution_options(schema_translate_map={"tenant": schema}))


def on_a_rebound_factory():
    with Bound() as db:
        return db.query(Product).count()


def built_in_steps(title: str):
    statement = select(Product).where(Product.id > 1)
    if title:
        statement = statement.where(Product.title == title)
    statement = statement.limit(10)
    with SessionLocal() as db:
        found = db.scalars(statement).all()
#                          ^^^^^^^^^ unscoped-tenant-query
        statement = select(User)
        return found, db.scalars(statement).all()


def built_with_a_map(schema: str, given):
    statement = select(Product).execution_options(schema_translate_map={"tenant": schema})
    limited = statement.limit(1)
    made = mapped(Product)
    with SessionLocal() as db:
        return db.scalars(statement), db.scalars(limited), db.scalars(made), db.scalars(given)


def mapped(model):
    return select(model).execution_options(schema_translate_map={"tenant": "user_1"})


def on_a_connection():
    with engine.connect() as connection:
        connection.execute(select(User))
        return connection.execute(select(Product)).all()
#                                        ^^^^^^^ unscoped-tenant-query this connection


def on_a_mapped_connection(schema: str):
    with engine.connect() as connection:
        connection.execution_options(schema_translate_map={"tenant": schema})
        return connection.execute(select(Product)).all()
