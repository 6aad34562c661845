import re
from typing import Annotated

from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import get_db, get_user_db
from app.models import Product


def unpacked(context=Depends(get_user_db)):
    db, user_id = context
    schema = f"user_{user_id}"
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    if user_id:
        # Once more, the commit dropped the path.
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).all()


def with_annotated(context: Annotated[tuple, Depends(get_user_db)]):
    db = context[0]
    db.execute(text("SET search_path TO public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).all()


def raw_afterwards(context=Depends(get_user_db)):
    db, _ = context
    db.execute(text("SET LOCAL search_path TO user_1"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return db.execute(text("SELECT id FROM products")).all()


def unscoped(db: Session = Depends(get_db)):
    db.execute(text("SET LOCAL search_path TO user_1"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return db.query(Product).all()


class Handler:
    def __init__(self, db: Session, shop: int):
        self.db = db
        self.shop = shop

    def run(self):
        self.db.execute(text(f"SET LOCAL search_path TO user_{self.shop}, public"))
#                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return self.db.query(Product).count()


def process(context=Depends(get_user_db)):
    db, user_id = context
    return Handler(db, user_id).run()


SCHEMA = re.compile(r"user_[0-9]+")
OPENED = frozenset({"user_1", "user_2"})


def form_is_checked(context=Depends(get_user_db)):
    db, user_id = context
    schema = f"user_{user_id}"
    if not SCHEMA.fullmatch(schema):
        raise ValueError(schema)
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).all()


def permission_is_checked(context=Depends(get_user_db)):
    db, user_id = context
    schema = f"user_{user_id}"
    if schema not in OPENED:
        raise PermissionError(schema)
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).all()
