import enum

from sqlalchemy import Column, Enum, Integer
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Status(enum.Enum):
    open = "open"


class Kind(str, enum.Enum):
    a = "a"


shared_type = Enum(Status, name="shared_status")


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = {"schema": "tenant"}
    id: Mapped[int] = mapped_column(primary_key=True)
    status = Column(Enum(Status))
#                   ^^^^^^^^^^^^ tenant-enum-without-schema fix=none `tasks.status`
    kind: Mapped[Kind]
#                ^^^^ tenant-enum-without-schema Type `kind`
    other = Column(postgresql.ENUM("a", "b", name="other"))
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-enum-without-schema
    inherits = Column(Enum(Status, inherit_schema=True))
    given = Column(Enum(Status, schema="tenant"))
    text = Column(Enum(Status, native_enum=False))
    shared = Column(shared_type)


class Audit(Base):
    __tablename__ = "audits"
    id = Column(Integer, primary_key=True)
    status = Column(shared_type)
    own = Column(Enum(Kind))
