from __future__ import annotations

import abc

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from app.repository import ProductRepository

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class AbstractUnitOfWork(abc.ABC):
    def __enter__(self) -> AbstractUnitOfWork:
        return self

    def __exit__(self, *args):
        self.rollback()

    @abc.abstractmethod
    def rollback(self): ...


class UnitOfWork(AbstractUnitOfWork):
    """Bound to the tenant's engine."""

    def __init__(self, tenant: str):
        self.tenant = tenant

    def __enter__(self):
        self.session = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": self.tenant}))
        self.products = ProductRepository(self.session)
        return super().__enter__()

    def __exit__(self, *args):
        super().__exit__(*args)
        self.session.close()

    def commit(self):
        self.session.commit()

    def rollback(self):
        self.session.rollback()


class PlainUnit(AbstractUnitOfWork):
    """Nothing but the session."""

    def __init__(self, tenant: str):
        self.session = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": tenant}))

    def __exit__(self, *args):
        self.session.close()

    def rollback(self):
        self.session.rollback()


class RawUnit(PlainUnit):
    def rename_all(self):
        self.session.execute("UPDATE products SET title = trim(title)")
