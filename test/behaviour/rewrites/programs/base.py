"""What all programs share. Where no tenant is bound, the search path decides: what the code base did before."""
import os
import re

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, event, text
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

Base = declarative_base()
engine = create_engine(os.environ["DATABASE_URL"], pool_size=1, max_overflow=0, pool_timeout=3)
SessionLocal = sessionmaker(bind=engine, autoflush=False)


class Tenant(Base):
    __tablename__ = "tenants"
    __table_args__ = {"schema": "public"}
    name = Column(String, primary_key=True)
    runs = Column(Integer)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)
    offers = relationship("Offer", order_by="Offer.id")


class Offer(Base):
    __tablename__ = "offers"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    product_id = Column(Integer, ForeignKey("tenant.products.id"))
    title = Column(String)


@event.listens_for(engine, "before_cursor_execute", retval=True)
def drop_placeholder(connection, cursor, statement, parameters, context, executemany):
    return re.sub(r"\btenant\.", "", statement), parameters


def use_schema(db, schema: str) -> None:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
