from sqlalchemy import Column, Integer, MetaData, String, Table, select

from base import SessionLocal, engine, text, use_schema


def run(schema):
    products = Table("products", MetaData(), Column("id", Integer, primary_key=True), Column("title", String))
    with SessionLocal() as db:
        set_path(db, schema)
        return list(db.scalars(select(products.c.title).order_by(products.c.id)))
