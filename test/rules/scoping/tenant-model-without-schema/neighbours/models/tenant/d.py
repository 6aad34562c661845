from sqlalchemy import Column, Integer

from models.base import Base


class TenantMixin:
    __table_args__ = {"schema": "tenant"}


class D(TenantMixin, Base):
    __tablename__ = "d_rows"
    id = Column(Integer, primary_key=True)
