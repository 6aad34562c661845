from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql+psycopg2://localhost/app")
SessionLocal = sessionmaker(bind=engine)
reports = create_engine("postgresql+psycopg2://localhost/reports")
ReportSession = sessionmaker(bind=reports)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


@contextmanager
def tenant_session(schema: str) -> Iterator[Session]:
    bound = SessionLocal.kw["bind"].execution_options(schema_translate_map={"tenant": schema})
    with SessionLocal(bind=bound) as db:
        yield db
