"""Endpoints of the operators."""

from fastapi import APIRouter, Depends, Header
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import ImportRun, Product, User
from services import tenant_provisioning
from shared.database import get_current_user, get_db
from shared.database import set_user_schema

router = APIRouter(prefix="/admin")


@router.post("/tenants/{user_id}")
def create_tenant(user_id: int, db: Session = Depends(get_db)) -> str:
    return tenant_provisioning.create_tenant(db, user_id)


@router.get("/tenants/{user_id}/products")
def count_products_of(user_id: int, db: Session = Depends(get_db)) -> int:
    # This dependency knows no tenant.
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    return db.query(Product).count()


@router.get("/imports")
def list_imports(user: User = Depends(get_current_user), db: Session = Depends(get_db)) -> list[str]:
    set_user_schema(db, user.id)
    return [run.source for run in db.query(ImportRun).all()]


@router.get("/peek")
def peek(x_tenant: str = Header(), db: Session = Depends(get_db)) -> int:
    db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    return db.query(Product).count()


@router.delete("/tenants/{schema}")
def drop_tenant(schema: str, db: Session = Depends(get_db)) -> None:
    db.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
    db.commit()
