from sqlalchemy import text
from sqlalchemy.orm import Session


def forms(db: Session, s: str):
    db.execute(text('SET search_path TO "x1", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    db.execute(text('SET search_path = "x1"'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path=x1,public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text('set search_path to "x1"'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path To x1"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text('SET "search_path" TO "x1"'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET SESSION search_path='x1'"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text('SET LOCAL search_path TO "x1",public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET SCHEMA 'x1'"))
#                   ^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET SESSION SCHEMA 'x1'"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET LOCAL SCHEMA 'x1'"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SELECT set_config('search_path', 'x1, public', false)"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SELECT pg_catalog.set_config('search_path', 'x1', true)"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SELECT set_config('app.tenant', 'x', true), set_config('search_path', 'x1', true)"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO 'a, b'"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO x1, public;"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO x1; SELECT 1"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text('SET search_path TO "$user", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SET search_path TO DEFAULT"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("RESET search_path"))
#                   ^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("/*t*/ SET search_path TO x1"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("UPDATE pg_settings SET setting = 'x1' WHERE name = 'search_path'"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("RESET ALL"))
    db.execute(text("DISCARD ALL"))
    # An emoji before the statement, 😀, does not move it.
    print("😀"); db.execute(text(f"SET LOCAL search_path TO {s}, public"))
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
