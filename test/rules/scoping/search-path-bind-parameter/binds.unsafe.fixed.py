from sqlalchemy import text
from sqlalchemy.orm import Session


def binds(db: Session, connection, schema: str):
    db.execute(text("SELECT set_config('search_path', quote_ident(:schema) || ', public', false)"), {"schema": schema})
    db.execute(text("SELECT set_config('search_path', quote_ident(:schema), true)"), {"schema": schema})
    connection.execute("SELECT set_config('search_path', quote_ident($1), false)", schema)


def right(db: Session, schema: str):
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": schema})
    db.execute(text("SET LOCAL search_path TO {schema}".format(schema=schema)))
