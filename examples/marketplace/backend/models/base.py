"""The declarative base and the mixin of the newer tenant models."""

from sqlalchemy.orm import DeclarativeBase, declared_attr


class Base(DeclarativeBase):
    pass


class TenantTable:
    """Puts a model into the tenant's schema."""

    @declared_attr.directive
    def __table_args__(cls) -> dict[str, str]:
        return {"schema": "tenant"}
