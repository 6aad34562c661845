from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import declarative_base, relationship
from vendor.orm import AuditedBase

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)


class StockAlert(Base):
    __tablename__ = 'stock_alerts'
    __table_args__ = {'schema': 'tenant'}
    id = Column(Integer, primary_key=True)
    sku = Column(String, index=True)
    product_id = Column(ForeignKey("tenant.products.id"))


class Picture(Base):
    __tablename__ = "pictures"
    __table_args__ = (Index("ix_pictures", "product_id"), {"schema": "tenant"},)
    id = Column(Integer, primary_key=True)
    product_id = Column(ForeignKey(Product.id))


class Label(Base):
    __tablename__ = "labels"
    __table_args__ = {"comment": "printed", "schema": "tenant"}
    id = Column(ForeignKey("tenant.products.id"), primary_key=True)


class Commented:
    __table_args__ = {"comment": "by the base"}


class Note(Commented, Base):
    __tablename__ = "notes"
    id = Column(ForeignKey("tenant.products.id"), primary_key=True)


product_labels = Table(
    "product_labels",
    Base.metadata,
    Column("product_id", ForeignKey("tenant.products.id")), schema="tenant",
)


# Names that have to follow.
class AlertLog(Base):
    __tablename__ = "alert_logs"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    alert_id = Column(ForeignKey("tenant.stock_alerts.id"))
    products = relationship("Product", secondary="tenant.product_labels")


# A shared table, a base that may bring a schema, and a child that shares its parent's table.
class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


class Audit(AuditedBase):
    __tablename__ = "audits"
    id = Column(ForeignKey("tenant.products.id"), primary_key=True)


class SpecialProduct(Product):
    __mapper_args__ = {"polymorphic_identity": "special"}
    alert_id = Column(ForeignKey("tenant.products.id"))
