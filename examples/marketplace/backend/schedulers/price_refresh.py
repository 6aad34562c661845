"""Prices, tenant after tenant, in the years between search_path and a bound session."""

from decimal import Decimal

from sqlalchemy import func, select, update

from models import PriceHistory, Product
from shared.database import SessionLocal, engine


def raise_prices(schemas: list[str]) -> None:
    """The rows of the first tenant are still in the session when the second is read."""
    db = SessionLocal()
    for schema in schemas:
        products = db.scalars(select(Product).execution_options(schema_translate_map={"tenant": schema}))
        for product in products:
            product.price = product.price * Decimal("1.02")
    db.rollback()
    db.close()


def list_titles(schemas: list[str]) -> list[str]:
    titles: list[str] = []
    db = SessionLocal()
    for schema in schemas:
        products = db.query(Product).execution_options(schema_translate_map={"tenant": schema}).all()
        titles.extend(product.title for product in products)
    db.close()
    return titles


def first_products(schemas: list[str]) -> dict[str, str]:
    found = {}
    with SessionLocal() as db:
        for schema in schemas:
            product = db.get(Product, 1, execution_options={"schema_translate_map": {"tenant": schema}})
            if product is not None:
                found[schema] = product.title
    return found


def count_products(schemas: list[str]) -> dict[str, int]:
    counts = {}
    with SessionLocal() as db:
        for schema in schemas:
            statement = select(func.count(Product.id)).execution_options(schema_translate_map={"tenant": schema})
            counts[schema] = db.scalar(statement) or 0
    return counts


def reset_stock(schemas: list[str]) -> None:
    with engine.begin() as connection:
        for schema in schemas:
            tenant = {"schema_translate_map": {"tenant": schema}}
            connection.execute(update(Product).values(stock=0), execution_options=tenant)


def list_titles_apart(schemas: list[str]) -> list[str]:
    titles: list[str] = []
    for schema in schemas:
        tenant_engine = engine.execution_options(schema_translate_map={"tenant": schema})
        with SessionLocal(bind=tenant_engine) as db:
            titles.extend(product.title for product in db.query(Product))
    return titles


def list_titles_forgetting(schemas: list[str]) -> list[str]:
    titles: list[str] = []
    with SessionLocal() as db:
        for schema in schemas:
            statement = select(Product).execution_options(schema_translate_map={"tenant": schema})
            titles.extend(product.title for product in db.scalars(statement))
            db.expunge_all()
    return titles


def copy_prices(schemas: list[str]) -> int:
    """Every map after the first is ignored: the session has a connection by then."""
    copied = 0
    with SessionLocal() as db:
        for schema in schemas:
            db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
            copied += db.query(PriceHistory).count()
    return copied


def count_after_a_look(schema: str) -> int:
    with SessionLocal() as db:
        db.execute(select(func.now()))
        db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
        return db.query(Product).count()


def clear_and_count(schema: str) -> int:
    with SessionLocal() as db:
        db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
        db.query(PriceHistory).delete(synchronize_session=False)
        db.commit()
        return db.query(PriceHistory).count()


def count_once(schema: str) -> int:
    with SessionLocal() as db:
        db.connection(execution_options={"schema_translate_map": {"tenant": schema}})
        return db.query(Product).count()


def count_serializable() -> int:
    with SessionLocal() as db:
        db.execute(select(func.now()))
        db.commit()
        db.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        return db.scalar(select(func.count()).select_from(select(func.now()).subquery())) or 0


def count_twice(schema: str) -> tuple[int, int]:
    tenant = {"schema_translate_map": {"tenant": schema}}
    with SessionLocal() as db:
        db.connection(execution_options=tenant)
        before = db.query(Product).count()
        db.commit()
        db.connection(execution_options=tenant)
        return before, db.query(Product).count()
