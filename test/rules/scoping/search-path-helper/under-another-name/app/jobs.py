from sqlalchemy.orm import Session as DbSession

from app import enter_tenant
from app.scope import use_schema as us


def nightly(db: DbSession, schema: str) -> None:
    enter_tenant(db, schema)
#   ^^^^^^^^^^^^ search-path-helper fix=none
    us(db, schema)
#   ^^ search-path-helper fix=none


def us_of_its_own(us, db, schema: str) -> None:
    us(db, schema)
