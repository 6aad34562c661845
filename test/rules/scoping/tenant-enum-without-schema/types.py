import enum

from sqlalchemy import Column, Enum, Integer, String, TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Status(enum.Enum):
    open = "open"


class Kind(str, enum.Enum):
    a = "a"


class Level(TypeDecorator):
    impl = Enum("low", "high", name="level")
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-enum-without-schema Type `level` of `tasks.decorated`
    cache_ok = True


class Named(TypeDecorator):
    impl = Enum


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
    elsewhere_text = Column(Enum("a", name="elsewhere_text").with_variant(String(), "sqlite"))
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-enum-without-schema Type `elsewhere_text`
    here_only = Column(String().with_variant(Enum("a", name="here_only"), "postgresql"))
#                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-enum-without-schema Type `here_only`
    never_here = Column(Enum("a", name="never_here").with_variant(String(), "postgresql"))
    decorated = Column(Level)
    made = Column(Named("a", name="made"))
#                 ^^^^^^^^^^^^^^^^^^^^^^^ tenant-enum-without-schema Type `made`


class Audit(Base):
    __tablename__ = "audits"
    id = Column(Integer, primary_key=True)
    status = Column(shared_type)
    own = Column(Enum(Kind))
