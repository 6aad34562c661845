from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker(bind=create_engine("postgresql+psycopg2://localhost/app"))
QUERIES = {"path": "SET search_path TO {}, public", "count": "SELECT count(*) FROM jobs"}


def one_of_two(db: Session, schema):
    db.execute(text(f'SET search_path TO "{schema}", public' if schema else "SET search_path TO public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none chosen or put together
    db.execute(text("SELECT 1" if schema else "SELECT 2"))


def in_branches(schema):
    with SessionLocal() as db:
        if schema:
            statement = f'SET LOCAL search_path TO "{schema}"'
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
        else:
            statement = "SET LOCAL search_path TO public"
        db.execute(text(statement))


def in_a_list(db: Session, schema):
    for statement in (f'SET search_path TO "{schema}"', "ANALYZE jobs"):
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
        db.execute(text(statement))


def put_together(db: Session, schema):
    statement = "SET search_path TO "
#               ^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    statement += schema
    statement += ", public"
    db.execute(text(statement))


def from_a_table(db: Session, schema):
    db.execute(text(QUERIES["path"].format(schema)))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text(QUERIES["count"]))


def replaced(db: Session, schema):
    db.execute(text("SET search_path TO $SCHEMA, public".replace("$SCHEMA", schema)))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    db.execute(text("SELECT 1\nFROM jobs".replace("\n", " ")))


class Switch:
    PATH = "SET search_path TO %s, public"
    path = None

    def __init__(self, path):
        self.path = path

    def to(self, db: Session, schema):
        db.execute(text(self.PATH % schema))
#                       ^^^^^^^^^^^^^^^^^^ raw-search-path
        db.execute(text(self.path))


def something_else(db: Session, schema, wanted):
    statement = "SELECT 1"
    if wanted:
        statement = wanted
    statement += " -- SET search_path TO x"
    db.execute(text(statement))
