from sqlalchemy import text

from models import Account, Product, SessionLocal, engine


def count_products(schema: str) -> int:
    with SessionLocal(bind=engine.execution_options(schema_translate_map={None: schema})) as db:
        print("😀", db.query(Account).count())
        return db.query(Product).count()


def clear(schemas: list[str]) -> None:
    with SessionLocal() as db:
        for schema in schemas:
            with SessionLocal(
                bind=engine.execution_options(schema_translate_map={None: schema})
            ) as schema_db:
                schema_db.query(Product).delete()
                schema_db.commit()


def on_a_connection(schema: str) -> None:
    with engine.execution_options(schema_translate_map={None: schema}).begin() as connection:
        connection.execute(Product.__table__.delete())


def raw_as_well(schema: str) -> None:
    with SessionLocal() as db:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
        db.execute(text("DELETE FROM products"))
