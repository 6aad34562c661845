"""Exports, half-way to bound sessions: the plan asked for a call that Session does not have."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Product, Task
from shared.database import SessionLocal, engine


def export_products(db: Session, schema: str) -> list[str]:
    db = db.execution_options(schema_translate_map={"tenant": schema})
    return [product.title for product in db.query(Product)]


def export_tasks(db: Session, schema: str) -> list[str]:
    db.execution_options(schema_translate_map={"tenant": schema})
    return [task.name for task in db.query(Task)]


def export_prices(schema: str) -> list[float]:
    with SessionLocal() as db:
        products = db.execution_options(schema_translate_map={"tenant": schema}).query(Product)
        return [float(product.price) for product in products]


class Exporter:
    def __init__(self, db: Session) -> None:
        self.db = db

    def scope(self, schema: str) -> None:
        self.db = self.db.execution_options(schema_translate_map={"tenant": schema})


def export_everything(schema: str) -> int:
    tenant = {"tenant": schema}
    session = SessionLocal()
    scoped = session.execution_options(
        schema_translate_map=tenant,
    )
    return scoped.query(Product).count()


def export_by_connection(schema: str) -> int:
    with engine.connect() as connection:
        session = connection.execution_options(schema_translate_map={"tenant": schema})
        return len(session.execute(select(Product.id)).all())


def export_by_query(db: Session, schema: str) -> list[Product]:
    query = db.query(Product).execution_options(schema_translate_map={"tenant": schema})
    return query.all()


def export_by_statement(db: Session, schema: str) -> list[str]:
    statement = select(Product.title).execution_options(schema_translate_map={"tenant": schema})
    return list(db.scalars(statement))


def export_by_call(db: Session, schema: str) -> list[str]:
    options = {"schema_translate_map": {"tenant": schema}}
    return list(db.scalars(select(Product.title), execution_options=options))
