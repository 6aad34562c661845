from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    __table_args__ = {"schema": "public"}
    id: int = Field(primary_key=True)


class Product(SQLModel, table=True):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id: int = Field(primary_key=True)
    title: str
