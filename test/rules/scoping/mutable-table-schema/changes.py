from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()
metadata = MetaData()
products = Table("products", metadata, Column("id", Integer))


class Picture(Base):
    __tablename__ = "pictures"
    id = Column(Integer, primary_key=True)


class Settings:
    schema = "public"


def serve(db: Session, schema: str, settings: Settings) -> None:
    Picture.__table__.schema = schema
#   ^^^^^^^^^^^^^^^^^^^^^^^^ mutable-table-schema fix=none `Picture.__table__` is one object
    products.schema = schema
#   ^^^^^^^^^^^^^^^ mutable-table-schema
    Base.metadata.tables["pictures"].schema = schema
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mutable-table-schema
    setattr(products, "schema", schema)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mutable-table-schema
    for table in Base.metadata.sorted_tables:
        table.schema = schema
#       ^^^^^^^^^^^^ mutable-table-schema
    for name, table in metadata.tables.items():
        table.schema = schema
#       ^^^^^^^^^^^^ mutable-table-schema
    table = Picture.__table__
    table.schema = schema
#   ^^^^^^^^^^^^ mutable-table-schema

    settings.schema = schema
    Settings.schema = schema
    setattr(settings, "schema", schema)
    for item in [settings]:
        item.schema = schema
    print(products.schema == schema)


products.schema = "tenant"
