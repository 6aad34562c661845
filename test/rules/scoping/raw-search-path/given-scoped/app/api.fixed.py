import re
from typing import Annotated

from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import get_db, get_user_db
from app.models import Product


def unpacked(context=Depends(get_user_db)):
    db, user_id = context
    return db.query(Product).all()


def with_annotated(context: Annotated[tuple, Depends(get_user_db)]):
    db = context[0]
    return db.query(Product).all()


def raw_afterwards(context=Depends(get_user_db)):
    db, _ = context
    db.execute(text("SET LOCAL search_path TO user_1"))
    return db.execute(text("SELECT id FROM products")).all()


def unscoped(db: Session = Depends(get_db)):
    db.execute(text("SET LOCAL search_path TO user_1"))
    return db.query(Product).all()


class Handler:
    def __init__(self, db: Session, shop: int):
        self.db = db
        self.shop = shop

    def run(self):
        return self.db.query(Product).count()


def process(context=Depends(get_user_db)):
    db, user_id = context
    return Handler(db, user_id).run()


SCHEMA = re.compile(r"user_[0-9]+")
OPENED = frozenset({"user_1", "user_2"})


def form_is_checked(context=Depends(get_user_db)):
    db, user_id = context
    return db.query(Product).all()


def permission_is_checked(context=Depends(get_user_db)):
    db, user_id = context
    schema = f"user_{user_id}"
    if schema not in OPENED:
        raise PermissionError(schema)
    return db.query(Product).all()
