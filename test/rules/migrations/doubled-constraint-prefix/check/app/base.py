from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, declared_attr, mapped_column

NAMES = {"ck": "ck_%(table_name)s_%(constraint_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
metadata = MetaData(naming_convention=NAMES)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    CheckConstraint("id > 0", name="ck_jobs_positive"),
)


class Base(DeclarativeBase):
    metadata = metadata

    @declared_attr.directive
    def __tablename__(cls):
        return cls.__name__.lower() + "s"


class Order(Base):
    id = mapped_column(Integer, primary_key=True)
    __table_args__ = (CheckConstraint("id > 0", name="ck_orders_positive"),)
