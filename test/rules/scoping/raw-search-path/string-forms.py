import os

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

TEMPLATE = "SET LOCAL search_path TO {schema}, public"
CONSTANT = "SET search_path TO x1"


def path_sql(schema: str) -> str:
    return f"SET LOCAL search_path TO {schema}"


def forms(db: Session, connection, s: str, names: list[str]):
    db.execute(text(f'SET search_path TO "{s}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text(f"SET search_path TO a, {s}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text(f'SET search_path TO {os.getenv("X")}, public;'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO %s" % s))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO {0}".format(",".join(names))))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO " + s))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    statement = text(f'set search_path to "{s}"')
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(statement)
    db.execute(text(path_sql(s)))
#                   ^^^^^^^^^^^ raw-search-path
    db.execute(text(TEMPLATE.format(schema=s)))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text(CONSTANT))
#                   ^^^^^^^^ raw-search-path
    connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(s)))
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    connection.execute(
        sql.SQL("SET search_path TO {}, public").format(
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
            sql.Identifier(s),
        )
    )
    db.execute(__import__("sqlalchemy").text(f"SET search_path TO {s}"))
#                                            ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(sa.text("SET LOCAL "
#                      ^^^^^^^^^^^^ raw-search-path
                       f"search_path TO {s}"))
