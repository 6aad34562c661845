"""Trims the titles of one tenant's products, in the ways scripts used to do it."""

import argparse

import psycopg2
from psycopg2 import sql
from sqlalchemy import text

from models import Product
from shared import settings
from shared.database import SessionLocal

TENANT_PATH = "SET LOCAL search_path TO user_%d, public"


def path_statement(user_id: int) -> str:
    return f"SET LOCAL search_path TO user_{user_id}, public"


def trim_by_constant(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(TENANT_PATH % user_id))
        db.execute(text("UPDATE products SET title = trim(title)"))
        db.commit()


def trim_by_helper(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(path_statement(user_id)))
        db.execute(text("UPDATE products SET title = trim(title)"))
        db.commit()


def trim_by_block(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(
            text(
                f"""
                SET LOCAL search_path
                TO user_{user_id}, public
                """
            )
        )
        db.execute(text("UPDATE products SET title = trim(title)"))
        db.commit()


def trim_by_cursor(user_id: int) -> None:
    """Without a pool: the connection ends with the block."""
    connection = psycopg2.connect(settings.DATABASE_URL.replace("+psycopg2", ""))
    try:
        cursor = connection.cursor()
        cursor.execute(sql.SQL("SET LOCAL search_path TO {}, public").format(sql.Identifier(f"user_{user_id}")))
        cursor.execute("UPDATE products SET title = trim(title)")
        connection.commit()
    finally:
        connection.close()


def list_titles(schema: str) -> list[str]:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return [product.title for product in db.query(Product)]


def list_titles_qualified(schema: str) -> list[str]:
    with SessionLocal() as db:
        return list(db.execute(text(f"SELECT title FROM {schema}.products")).scalars())


def find_schema(schema: str) -> bool:
    with SessionLocal() as db:
        return db.execute(text(f"SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'")).first() is not None


def list_titles_of(user_id: int) -> list[str]:
    with SessionLocal() as db:
        return list(db.execute(text(f"SELECT title FROM user_{user_id}.products")).scalars())


def count_products_everywhere() -> int:
    total = 0
    with SessionLocal() as db:
        names = db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$'")).scalars().all()
        for name in names:
            total += db.execute(text(f"SELECT count(*) FROM {name}.products")).scalar_one()
    return total


def cache_key(schema: str, product_id: int) -> str:
    return f"{schema}:products:{product_id}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("schema")
    options = parser.parse_args()
    if not find_schema(options.schema):
        parser.error(f"no schema {options.schema}")
    before = list_titles_qualified(options.schema)
    for title in list_titles(options.schema):
        print(title, title in before)


if __name__ == "__main__":
    main()
