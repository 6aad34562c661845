"""Products of the signed-in user."""

import logging
import re

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.schemas import ProductOut
from models import Product, User
from shared.database import get_user_db

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/products")


@router.get("", response_model=list[ProductOut])
def list_products(user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    schema_name = f"user_{current_user.id}"
    if not re.fullmatch(r"user_[0-9]+", schema_name):
        raise HTTPException(status_code=400, detail="Unknown tenant")
    # Point this request at the user's schema.
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    return db.query(Product).order_by(Product.id).all()


@router.get("/{product_id}", response_model=ProductOut)
def read_product(product_id: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    current_path = db.execute(text("SHOW search_path")).scalar()
    logger.info("🔎 search_path is %s", current_path)
    product = db.get(Product, product_id)
    if product is None:
        raise HTTPException(status_code=404, detail="No such product")
    return product


@router.patch("/{product_id}/stock", response_model=ProductOut)
def set_stock(product_id: int, stock: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    schema_name = f"user_{current_user.id}"
    db.execute(text(f'SET LOCAL search_path TO "{schema_name}", public'))
    active = db.execute(text("SELECT current_setting('search_path')")).scalar()
    if schema_name not in active:
        raise HTTPException(status_code=500, detail="Wrong schema")
    product = db.get(Product, product_id)
    if product is None:
        raise HTTPException(status_code=404, detail="No such product")
    product.stock = stock
    db.commit()
    # The commit dropped the path, so say it again before the refresh.
    db.execute(text(f'SET LOCAL search_path TO "{schema_name}", public'))
    db.refresh(product)
    logger.info("✅ stock of %s is %s", product.id, product.stock)
    return product


@router.delete("/{product_id}", status_code=204)
def delete_product(product_id: int, user_db: tuple[Session, User] = Depends(get_user_db)) -> None:
    db, _ = user_db
    product = db.get(Product, product_id)
    if product is None:
        raise HTTPException(status_code=404, detail="No such product")
    db.delete(product)
    db.commit()
    logger.info("SET LOCAL search_path was not needed to delete %s", product_id)
