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


def in_a_loop(schemas: list[str]):
    with SessionLocal() as db:
        for schema in schemas:
            db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
#           ^^^^^^^^^^^^^ late-schema-translate-map
            db.query(Product).count()


def after_a_query(schema: str):
    with SessionLocal() as db:
        db.query(User).first()
        db.connection(
#       ^^^^^^^^^^^^^ late-schema-translate-map
            execution_options={"schema_translate_map": {"tenant": schema}},
        )
        return db.query(Product).count()


def before_a_commit(schema: str):
    with SessionLocal() as db:
        db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
#       ^^^^^^^^^^^^^ late-schema-translate-map
        db.query(Product).delete()
        db.commit()
        return db.query(Product).count()


def handed_out(schema: str):
    db = SessionLocal()
    db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
#   ^^^^^^^^^^^^^ late-schema-translate-map
    return db


def read_only(schema: str):
    with SessionLocal() as db:
        db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
        return db.query(Product).count()


def applied_again(schema: str):
    options = {"schema_translate_map": {"tenant": schema}}
    with SessionLocal() as db:
        db.connection(execution_options=options)
        db.query(Product).delete()
        db.commit()
        db.connection(execution_options=options)
        return db.query(Product).count()


def another_option():
    with SessionLocal() as db:
        db.query(User).first()
        db.connection(execution_options={"isolation_level": "SERIALIZABLE"})


def given_and_committed(db: Session, schema: str):
    db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
#   ^^^^^^^^^^^^^ late-schema-translate-map
    db.query(Product).delete()
    db.commit()
    return db.query(Product).count()


def given_and_read(db: Session, schema: str):
    db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
    return db.query(Product).count()
