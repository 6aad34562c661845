from sqlalchemy import String, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement

from base import Product, SessionLocal, engine, text, use_schema


class last_offer(ColumnElement):
    inherit_cache = True
    type = String()


@compiles(last_offer)
def write_last_offer(element, compiler, **options):
    return "(SELECT max(title) FROM offers)"


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [tuple(row) for row in db.execute(select(Product.title, last_offer()).order_by(Product.id))]
