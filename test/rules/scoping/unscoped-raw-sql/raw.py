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


def on_a_bound_session(schema: str):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        db.execute(text("SELECT count(*) FROM products"))
#                                             ^^^^^^^^ unscoped-raw-sql
        db.execute(text("SELECT '😀' FROM public.users u JOIN products p ON p.id = u.id"))
#                                                             ^^^^^^^^ unscoped-raw-sql
        db.connection().exec_driver_sql("DELETE FROM products")
#                                                    ^^^^^^^^ unscoped-raw-sql
        db.execute(text("SELECT 1 FROM public.users"))
        db.execute(text("SELECT 1 FROM users"))
        db.execute(text("WITH products AS (SELECT 1) SELECT * FROM products"))
        db.execute(text(f'SELECT 1 FROM "{schema}".products'))
        db.execute(text("SELECT 1 FROM unknown_table"))
        db.execute(select(Product))


def not_known_to_be_bound(db: Session):
    db.execute(text("SELECT count(*) FROM products"))


def with_a_temporary_table(schema: str):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        db.execute(text("CREATE TEMP TABLE IF NOT EXISTS products (id int) ON COMMIT DROP"))
        db.execute(text("INSERT INTO products SELECT 1"))


def into_a_temporary_table(schema: str):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        db.execute(text(f'SELECT * INTO TEMPORARY products FROM "{schema}".products'))
        db.execute(text("DELETE FROM products"))
