# The same check, as different people write it.
import re
import string

from fastapi import HTTPException
from sqlalchemy import Column, Integer, text
from sqlalchemy.orm import Session, declarative_base

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
ALLOWED = set(string.ascii_lowercase + "_")
SCHEMAS = {"a": "shop_a", "b": "shop_b"}
Base = declarative_base()


class Job(Base):
    __tablename__ = "jobs"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)


def looks_right(name):
    if not name:
        return False
    return bool(NAME.match(name))


def looks_right_too(name):
    if NAME.match(name):
        return True
    return False


def looks_long(name):
    return len(name) > 3


def refuse_others(name):
    if not NAME.match(name):
        raise ValueError(name)


def each_character(db: Session, schema):
    if not all(c.isalnum() or c == "_" for c in schema):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def any_character(db: Session, schema):
    if any(not (c.islower() or c in "_0123456789") for c in schema):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))
#                                    ^^^^^^^^ unquoted-schema


def any_other_character(db: Session, schema):
    if any(c not in string.ascii_lowercase and c != "_" for c in schema):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def left_over(db: Session, schema):
    if set(schema) - ALLOWED:
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def contained(db: Session, schema):
    if not set(schema) <= ALLOWED:
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def shortened(db: Session, schema):
    if not schema.replace("_", "").isalnum():
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def others_found(db: Session, schema):
    if re.search(r"[^a-z0-9_]", schema):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def something_found(db: Session, schema):
    if re.search(r"[a-z]", schema):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))
#                                    ^^^^^^^^ unquoted-schema


def as_a_truth(db: Session, schema):
    if not bool(NAME.match(schema)):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def answered(db: Session, schema):
    if not looks_right(schema):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def answered_too(db: Session, schema):
    if looks_right_too(schema):
        db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def answered_something_else(db: Session, schema):
    if not looks_long(schema):
        raise ValueError(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))
#                                    ^^^^^^^^ unquoted-schema


def refused(db: Session, schema):
    try:
        refuse_others(schema)
    except ValueError:
        raise HTTPException(400)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def leaves_early(name):
    if not NAME.match(name):
        return
    print(name)


def refused_by_nobody(db: Session, schema):
    leaves_early(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))
#                                    ^^^^^^^^ unquoted-schema


def refused_in_vain(db: Session, schema):
    try:
        refuse_others(schema)
    except ValueError:
        print(schema)
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))
#                                    ^^^^^^^^ unquoted-schema


def looked_up(db: Session, key):
    schema = SCHEMAS.get(key, "public")
    db.execute(text(f'SELECT 1 FROM "{schema}".jobs'))


def declared(db: Session):
    db.execute(text(f"SELECT 1 FROM {Job.__table__.schema}.jobs"))
    db.execute(text("SELECT 1 FROM {}.jobs".format(Job.__table_args__["schema"])))
    for table in Base.metadata.sorted_tables:
        db.execute(text(f"TRUNCATE {table.schema}.{table.name}"))


def in_a_literal(db: Session, schema):
    db.execute(text(f'SELECT 1 FROM pg_namespace WHERE nspname <> \'{schema}\''))
#                                                                   ^^^^^^^^ unquoted-schema
