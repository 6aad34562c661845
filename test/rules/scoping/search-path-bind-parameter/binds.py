from sqlalchemy import text
from sqlalchemy.orm import Session


def binds(db: Session, connection, schema: str):
    db.execute(text("SET search_path TO :schema, public"), {"schema": schema})
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-bind-parameter fix=unsafe
    db.execute(text("SET LOCAL search_path TO :schema"), {"schema": schema})
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-bind-parameter fix=unsafe
    connection.execute("SET search_path TO $1", schema)
#                      ^^^^^^^^^^^^^^^^^^^^^^^ search-path-bind-parameter fix=unsafe


def right(db: Session, schema: str):
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": schema})
    db.execute(text("SET LOCAL search_path TO {schema}".format(schema=schema)))
