"""Runs the generated module in argv[1] against the database in argv[2] and prints what each tenant sees."""

import importlib.util
import sys

from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import declarative_base, sessionmaker

spec = importlib.util.spec_from_file_location("tenant_session", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

engine = create_engine(sys.argv[2].replace("postgresql://", "postgresql+psycopg2://"), pool_size=1, max_overflow=0)
factory = sessionmaker(bind=engine)
Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


def titles(db):
    return [row.title for row in db.query(Product).order_by(Product.id)]


for schema in ("user_1", "User 2"):
    with module.tenant_session(factory, schema, search_path=True) as db:
        db.add(Product(title=f"new of {schema}"))
        db.commit()
        orm = titles(db)
        raw = db.execute(text("SELECT title FROM products ORDER BY id")).scalars().all()
        db.rollback()
        again = db.execute(text("SELECT count(*) FROM products")).scalar()
        print(schema, orm, orm == raw, again)
    with module.tenant_session(factory, schema) as db:
        print(schema, titles(db), db.execute(text("SHOW search_path")).scalar())
