"""🐘 Endpoints that set the path themselves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.db import TenantSession, Order, Product, User, get_async_tenant_db, get_current_user, get_db, get_tenant_db, get_user_db

router = APIRouter()


@router.get("/products")
def list_products(user_db: tuple = Depends(get_user_db)):
    """The tenant's products."""
    db, current_user = user_db
    return {"user": current_user.name, "products": db.query(Product).all()}


@router.get("/by-tenant")
def by_tenant(db: Session = Depends(get_tenant_db), x_tenant: str = Header()):
    return db.query(Product).all()


@router.get("/annotated")
def annotated(db: Annotated[Session, Depends(get_tenant_db)], x_tenant: str = Header()):
    return db.query(Product).all()


@router.get("/alias")
def by_alias(db: TenantSession, x_tenant: str = Header()):
    return db.query(Product).all()


@router.get("/async")
async def asynchronous(db: AsyncSession = Depends(get_async_tenant_db), x_tenant: str = Header()):
    return (await db.scalars(select(Product))).all()


@router.get("/company")
def another_way_to_name_it(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    db.execute(text(f'SET LOCAL search_path TO "company_{current_user.company_id}", public'))
    return db.query(Product).count()


@router.get("/schema")
def a_name_that_may_be_the_same(user_db: tuple = Depends(get_user_db)):
    db, current_user = user_db
    return db.query(Product).count()


@router.get("/path/{tenant}")
def another_tenant(tenant: str, db: Session = Depends(get_db)):
    db.execute(text(f'SET LOCAL search_path TO "{tenant}", public'))
    return db.query(Product).all()


@router.post("/rename")
def changes_an_object_of_the_other_session(
    name: str, db: Session = Depends(get_db), current_user: User = Depends(get_current_user)
):
    db.execute(text(f'SET LOCAL search_path TO "user_{current_user.id}", public'))
    current_user.name = name
    db.query(Product).delete()
    db.commit()


@router.get("/orders")
def loads_from_an_object_of_the_other_session(
    db: Session = Depends(get_db), current_user: User = Depends(get_current_user)
):
    db.execute(text(f'SET LOCAL search_path TO "user_{current_user.id}", public'))
    return current_user.orders


@router.post("/orders")
def stores_an_object_of_the_other_session(
    db: Session = Depends(get_db), current_user: User = Depends(get_current_user)
):
    db.execute(text(f'SET LOCAL search_path TO "user_{current_user.id}", public'))
    db.add(Order(user=current_user))
    db.commit()


class Catalogue:
    def __init__(self, db: Session):
        self.db = db

    def count(self) -> int:
        return self.db.query(Product).count()


def get_catalogue(db: Session = Depends(get_db)) -> Catalogue:
    return Catalogue(db)


@router.get("/catalogue")
def another_holder_of_the_session(
    db: Session = Depends(get_db), x_tenant: str = Header(), catalogue: Catalogue = Depends(get_catalogue)
):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
    return catalogue.count()


@router.get("/called")
def called_by_another(db: Session = Depends(get_db), x_tenant: str = Header()):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
    return db.query(Product).all()


def report(db: Session) -> int:
    return len(called_by_another(db, "user_1"))


def get_path_db(db: Session = Depends(get_db), x_tenant: str = Header()):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
    yield db
