from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

TARGET = "products.id"


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id: Mapped[int] = mapped_column(primary_key=True)


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class OwnedMixin:
    @declared_attr
    def product_id(cls):
        return Column(ForeignKey("tenant.products.id"))


class Picture(OwnedMixin, Base):
    __tablename__ = "pictures"
    __table_args__ = (
        ForeignKeyConstraint(["a", "b"], ["tenant.products.id", "tenant.products.id"]),
        {"schema": "tenant"},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column(Integer, ForeignKey('tenant.products.id', ondelete="CASCADE"))
    b: Mapped[int] = mapped_column(ForeignKey("tenant.products.id"))
    c: Mapped[int] = mapped_column(ForeignKey(Product.id))
    d: Mapped[int] = mapped_column(ForeignKey(TARGET))
    # Shared, unknown, or the key of another MetaData's tables.
    e: Mapped[int] = mapped_column(ForeignKey("users.id"))
    f: Mapped[int] = mapped_column(ForeignKey("elsewhere.id"))
    g: Mapped[int] = mapped_column(ForeignKey("public.products.id"))


links = Table("links", Base.metadata, Column("product_id", ForeignKey("tenant.products.id")), schema="tenant")

tenant_metadata = MetaData(schema="tenant")
labels = Table("labels", tenant_metadata, Column("product_id", ForeignKey("products.id")))
