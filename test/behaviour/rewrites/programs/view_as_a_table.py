from sqlalchemy import Column, Integer, MetaData, String, Table, select

from base import SessionLocal, engine, text, use_schema


def run(schema):
    titles = Table("titles", MetaData(), Column("id", Integer), Column("title", String))
    with engine.begin() as connection:
        for each in ("public", schema):
            connection.exec_driver_sql(f"CREATE VIEW {each}.titles AS SELECT id, title FROM {each}.products")
    with SessionLocal() as db:
        set_path(db, schema)
        found = list(db.execute(select(titles.c.title).order_by(titles.c.id)).scalars())
    with engine.begin() as connection:
        for each in ("public", schema):
            connection.exec_driver_sql(f"DROP VIEW {each}.titles")
    return found
