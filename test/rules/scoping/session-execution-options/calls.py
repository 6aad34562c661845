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


from sqlalchemy.ext.asyncio import AsyncSession


def reassigned(schema: str) -> int:
    db = SessionLocal()
    db = db.execution_options(schema_translate_map={"tenant": schema})
#        ^^^^^^^^^^^^^^^^^^^^ session-execution-options fix=safe
    return db.query(Product).count()


def ignored(db: Session, schema: str):
    db.execution_options(schema_translate_map={"tenant": schema})
#   ^^^^^^^^^^^^^^^^^^^^ session-execution-options fix=none


async def asynchronous(db: AsyncSession, schema: str):
    db.execution_options(schema_translate_map={"tenant": schema})
#   ^^^^^^^^^^^^^^^^^^^^ session-execution-options fix=none


def right(db: Session, schema: str):
    session = engine.execution_options(schema_translate_map={"tenant": schema})
    with session.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
    db.query(Product).execution_options(schema_translate_map={"tenant": schema}).all()
    return db.scalars(select(Product).execution_options(schema_translate_map={"tenant": schema}))


def unknown(session, schema: str):
    return session.execution_options(schema_translate_map={"tenant": schema})
