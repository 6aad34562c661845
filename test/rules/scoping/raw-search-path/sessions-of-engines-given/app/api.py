from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlmodel import Session, select

from . import db as database
from .db import SessionDep, get_session, unit
from .models import Product

router = APIRouter()


@router.get("/{tenant}/count")
def count(tenant: str, session: SessionDep) -> int:
    session.exec(text(f"SET search_path TO {tenant}, public"))  # 😀
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return len(session.exec(select(Product)).all())


@router.get("/{tenant}/titles")
def titles(tenant: str, session: Session = Depends(get_session)) -> list[str]:
    session.exec(text(f"SET search_path TO {tenant}, public"))
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return [product.title for product in session.exec(select(Product)).all()]


def helped(tenant: str) -> int:
    with Session(database.engine) as session:
        session.exec(text(f"SET LOCAL search_path TO {tenant}, public"))
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return len(session.exec(select(Product)).all())


def with_options(tenant: str) -> int:
    with Session(database.engine, autoflush=False) as session:
        session.exec(text(f"SET LOCAL search_path TO {tenant}, public"))
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return len(session.exec(select(Product)).all())


def named_as_the_helper(tenant: str) -> int:
    with Session(database.engine) as tenant_session:
        tenant_session.exec(text(f"SET LOCAL search_path TO {tenant}, public"))
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return len(tenant_session.exec(select(Product)).all())


def abandoned(tenant: str) -> None:
    session = next(get_session())
    session.exec(text(f"SET LOCAL search_path TO {tenant}, public"))
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    session.add(Product(id=1, title="x"))
    session.commit()


def engine_named_later(tenant: str) -> None:
    session = next(get_session())
    session.exec(text(f"SET LOCAL search_path TO {tenant}, public"))
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none already means something else
    session.add(Product(id=1, title="x"))
    session.commit()
    engine = session.get_bind()
    print(engine)


def committed_by_the_scope(tenant: str) -> None:
    with unit() as session:
        session.exec(text(f"SET LOCAL search_path TO {tenant}, public"))
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        session.add(Product(id=1, title="x"))
