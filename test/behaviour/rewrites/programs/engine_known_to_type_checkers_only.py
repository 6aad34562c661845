"""The engine is imported for annotations: when the program runs, the name has no value."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from base import Product, SessionLocal, use_schema

if TYPE_CHECKING:
    from base import engine


def name_of(bind: engine):
    return bind.name


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [name_of(db.get_bind()), *(product.title for product in db.query(Product).order_by(Product.id))]
