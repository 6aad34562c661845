from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql+psycopg2://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Account(Base):
    __tablename__ = "accounts"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    title = Column(String)


def open_tenant(schema: str):
    return SessionLocal(bind=engine.execution_options(schema_translate_map={None: schema}))
