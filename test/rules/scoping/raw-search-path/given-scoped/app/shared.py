"""One request, one session: what a dependency does to it lasts in the endpoint."""
from fastapi import APIRouter, Depends
from sqlalchemy import text

from .db import get_user_db
from .models import Product

router = APIRouter()


def enter(schema: str, context=Depends(get_user_db)):
    db, _ = context
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe


@router.get("/titles")
def titles(context=Depends(get_user_db), _: None = Depends(enter)):
    db, _ = context
    return db.execute(text("SELECT title FROM products")).scalars().all()


@router.get("/products")
def products(schema: str, context=Depends(get_user_db)):
    db, _ = context
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).all()
