from sqlalchemy import text

from models import Account, Product, SessionLocal, engine


def count_products(schema: str) -> int:
    with SessionLocal() as db:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        print("😀", db.query(Account).count())
        return db.query(Product).count()


def clear(schemas: list[str]) -> None:
    with SessionLocal() as db:
        for schema in schemas:
            db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
            db.query(Product).delete()
            db.commit()


def on_a_connection(schema: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        connection.execute(Product.__table__.delete())


def raw_as_well(schema: str) -> None:
    with SessionLocal() as db:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none raw SQL and still resolves by search_path
        db.execute(text("DELETE FROM products"))
