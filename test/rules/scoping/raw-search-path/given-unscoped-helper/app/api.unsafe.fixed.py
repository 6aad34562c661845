"""🐘 Endpoints that set the path themselves, in a project without a dependency for tenants."""

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.db import Product, User, async_tenant_session, get_async_db, get_db, tenant_session

router = APIRouter()


class ProductOut(BaseModel):
    id: int
    title: str


def get_current_user(db: Session = Depends(get_db)) -> User:
    return db.query(User).first()


@router.get("/products")
def list_products(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    schema = f"user_{current_user.id}"
    db.close()
    with tenant_session(schema) as tenant_db:
        # What the page shows.
        products = tenant_db.query(Product).all()
        return {"user": current_user.name, "titles": [product.title for product in products]}


@router.get("/products/{schema}/{number}")
def one_product(schema: str, number: int, db: Session = Depends(get_db)):
    try:
        with tenant_session(schema) as tenant_db:
            product = tenant_db.get(Product, number)
            return ProductOut(id=product.id, title=product.title)
    except AttributeError:
        db.rollback()
        raise HTTPException(404)


@router.get("/count/{schema}")
async def count(schema: str, db: AsyncSession = Depends(get_async_db)):
    async with async_tenant_session(schema) as tenant_db:
        return {"count": (await tenant_db.execute(select(func.count(Product.id)))).scalar_one()}


@router.get("/all/{schema}")
def objects_leave(schema: str, db: Session = Depends(get_db)):
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
    return db.query(Product).all()


@router.get("/after/{schema}")
def used_after_it(schema: str, db: Session = Depends(get_db)):
    if schema:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
    return db.query(Product).count()


@router.post("/written/{schema}")
def written_before(schema: str, db: Session = Depends(get_db)):
    db.add(User(name=schema))
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
    db.query(Product).delete()
    db.commit()


@router.post("/object/{schema}")
def object_of_the_outer_session(schema: str, db: Session = Depends(get_db)):
    user = db.query(User).one()
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
    user.name = schema
    db.query(Product).delete()
    db.commit()
