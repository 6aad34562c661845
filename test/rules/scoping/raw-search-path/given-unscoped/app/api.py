"""🐘 Endpoints that set the path themselves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.db import DbSession, Order, Product, User, get_async_db, get_current_user, get_db

router = APIRouter()


@router.get("/products")
def list_products(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    """The tenant's products."""
    # The tenant of the user.
    schema = f"user_{current_user.id}"
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return {"user": current_user.name, "products": db.query(Product).all()}


@router.get("/by-tenant")
def by_tenant(db: Session = Depends(get_db), x_tenant: str = Header()):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return db.query(Product).all()


@router.get("/annotated")
def annotated(db: Annotated[Session, Depends(get_db)], x_tenant: str = Header()):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return db.query(Product).all()


@router.get("/alias")
def by_alias(db: DbSession, x_tenant: str = Header()):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return db.query(Product).all()


@router.get("/async")
async def asynchronous(db: AsyncSession = Depends(get_async_db), x_tenant: str = Header()):
    await db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return (await db.scalars(select(Product))).all()


@router.get("/company")
def another_way_to_name_it(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    db.execute(text(f'SET LOCAL search_path TO "company_{current_user.company_id}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none binds a session to that one
    return db.query(Product).count()


@router.get("/schema")
def a_name_that_may_be_the_same(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    db.execute(text(f'SET LOCAL search_path TO "{current_user.schema_name}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return db.query(Product).count()


@router.get("/path/{tenant}")
def another_tenant(tenant: str, db: Session = Depends(get_db)):
    db.execute(text(f'SET LOCAL search_path TO "{tenant}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none no dependency of this project
    return db.query(Product).all()


@router.post("/rename")
def changes_an_object_of_the_other_session(
    name: str, db: Session = Depends(get_db), current_user: User = Depends(get_current_user)
):
    db.execute(text(f'SET LOCAL search_path TO "user_{current_user.id}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none `current_user.name` is changed
    current_user.name = name
    db.query(Product).delete()
    db.commit()


@router.get("/orders")
def loads_from_an_object_of_the_other_session(
    db: Session = Depends(get_db), current_user: User = Depends(get_current_user)
):
    db.execute(text(f'SET LOCAL search_path TO "user_{current_user.id}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none `current_user.orders` is loaded
    return current_user.orders


@router.post("/orders")
def stores_an_object_of_the_other_session(
    db: Session = Depends(get_db), current_user: User = Depends(get_current_user)
):
    db.execute(text(f'SET LOCAL search_path TO "user_{current_user.id}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none `current_user` is handed to the tenant's session
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
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none `catalogue` is a `Catalogue` that works on the session
    return catalogue.count()


@router.get("/called")
def called_by_another(db: Session = Depends(get_db), x_tenant: str = Header()):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none is also called at app/api.py
    return db.query(Product).all()


def report(db: Session) -> int:
    return len(called_by_another(db, "user_1"))


def get_path_db(db: Session = Depends(get_db), x_tenant: str = Header()):
    db.execute(text(f'SET LOCAL search_path TO "{x_tenant}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none is a dependency itself
    yield db
