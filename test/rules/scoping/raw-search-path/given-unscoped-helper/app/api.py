"""🐘 Endpoints that set the path themselves, in a project without a dependency for tenants."""

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.db import Product, User, get_async_db, get_db

router = APIRouter()


class ProductOut(BaseModel):
    id: int
    title: str


def get_current_user(db: Session = Depends(get_db)) -> User:
    return db.query(User).first()


@router.get("/products")
def list_products(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    db.execute(text(f'SET LOCAL search_path TO "user_{current_user.id}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    # What the page shows.
    products = db.query(Product).all()
    return {"user": current_user.name, "titles": [product.title for product in products]}


@router.get("/products/{schema}/{number}")
def one_product(schema: str, number: int, db: Session = Depends(get_db)):
    try:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        product = db.get(Product, number)
        return ProductOut(id=product.id, title=product.title)
    except AttributeError:
        db.rollback()
        raise HTTPException(404)


@router.get("/count/{schema}")
async def count(schema: str, db: AsyncSession = Depends(get_async_db)):
    await db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return {"count": (await db.execute(select(func.count(Product.id)))).scalar_one()}


@router.get("/all/{schema}")
def objects_leave(schema: str, db: Session = Depends(get_db)):
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none belongs to the tenant's session, which would be closed by then
    return db.query(Product).all()


@router.get("/after/{schema}")
def used_after_it(schema: str, db: Session = Depends(get_db)):
    if schema:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none outside of the block
    return db.query(Product).count()


@router.post("/written/{schema}")
def written_before(schema: str, db: Session = Depends(get_db)):
    db.add(User(name=schema))
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none no longer be one transaction
    db.query(Product).delete()
    db.commit()


@router.post("/object/{schema}")
def object_of_the_outer_session(schema: str, db: Session = Depends(get_db)):
    user = db.query(User).one()
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none `user.name` is changed
    user.name = schema
    db.query(Product).delete()
    db.commit()
