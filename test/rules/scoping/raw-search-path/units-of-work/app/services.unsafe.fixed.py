from sqlalchemy import select, text

from app.db import PlainUnit, RawUnit, UnitOfWork
from app.models import Product


def of_the_session(tenant: str) -> list[str]:
    with PlainUnit(tenant) as uow:
        return list(uow.session.scalars(select(Product.title)))


def of_the_repository(tenant: str) -> list[str]:
    with UnitOfWork(tenant) as uow:
        uow.session.execute(text(f"SET LOCAL search_path TO {tenant}"))
        return uow.products.titles()


def raw_sql_of_the_repository(tenant: str) -> int:
    with UnitOfWork(tenant) as uow:
        uow.session.execute(text(f"SET LOCAL search_path TO {tenant}"))
        return uow.products.count()


def raw_sql_of_the_unit(tenant: str) -> None:
    with RawUnit(tenant) as uow:
        uow.session.execute(text(f"SET LOCAL search_path TO {tenant}"))
        uow.rename_all()
        uow.session.commit()


def given_on(tenant: str) -> int:
    with PlainUnit(tenant) as uow:
        return counted(uow)


def counted(uow):
    return uow.session.execute(text("SELECT count(*) FROM products")).scalar()
