from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlmodel import Session, select

from . import db as database
from .db import SessionDep, engine, get_session, unit
from .models import Product
from app.tenant_session import tenant_session

router = APIRouter()


@router.get("/{tenant}/count")
def count(tenant: str, session: SessionDep) -> int:
    session.exec(text(f"SET search_path TO {tenant}, public"))  # 😀
    return len(session.exec(select(Product)).all())


@router.get("/{tenant}/titles")
def titles(tenant: str, session: Session = Depends(get_session)) -> list[str]:
    session.exec(text(f"SET search_path TO {tenant}, public"))
    return [product.title for product in session.exec(select(Product)).all()]


def helped(tenant: str) -> int:
    with tenant_session(tenant.lower()) as session:
        return len(session.exec(select(Product)).all())


def with_options(tenant: str) -> int:
    with Session(database.engine.execution_options(schema_translate_map={"tenant": tenant.lower()}), autoflush=False) as session:
        return len(session.exec(select(Product)).all())


def named_as_the_helper(tenant: str) -> int:
    with Session(
        database.engine.execution_options(schema_translate_map={"tenant": tenant.lower()})
    ) as tenant_session:
        return len(tenant_session.exec(select(Product)).all())


def abandoned(tenant: str) -> None:
    session = Session(
        engine.execution_options(schema_translate_map={"tenant": tenant.lower()})
    )
    session.add(Product(id=1, title="x"))
    session.commit()


def engine_named_later(tenant: str) -> None:
    session = next(get_session())
    session.exec(text(f"SET LOCAL search_path TO {tenant}, public"))
    session.add(Product(id=1, title="x"))
    session.commit()
    engine = session.get_bind()
    print(engine)


def committed_by_the_scope(tenant: str) -> None:
    with unit(
        bind=engine.execution_options(schema_translate_map={"tenant": tenant.lower()})
    ) as session:
        session.add(Product(id=1, title="x"))
