"""A small schema-per-tenant database, built anew for each program: two tenants, a template, shared users."""

import os
import warnings
from typing import Any, Callable

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, text
from sqlalchemy.orm import Session, declarative_base, relationship, sessionmaker

VERSION = tuple(int(part) for part in sa.__version__.split(".")[:2])
TENANTS = ("user_1", "user_2")
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)
    name = Column(String)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)
    images = relationship("Image", order_by="Image.id")


class Image(Base):
    __tablename__ = "images"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    url = Column(String)
    product_id = Column(Integer, ForeignKey("tenant.products.id"))


# The same tables for code that lets the search path decide.
PathBase = declarative_base()


class PathProduct(PathBase):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    images = relationship("PathImage")


class PathImage(PathBase):
    __tablename__ = "images"
    id = Column(Integer, primary_key=True)
    url = Column(String)
    product_id = Column(Integer, ForeignKey("products.id"))


class World:
    """Engines on the test's own database. Every engine made here is disposed of at the end of the program."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engines: list[Any] = []

    def engine(self, driver: str = "psycopg2", **options: Any) -> Any:
        engine = create_engine(self.driver_url(driver), **options)
        self.engines.append(engine)
        return engine

    def driver_url(self, driver: str) -> str:
        return self.url.replace("postgresql://", f"postgresql+{driver}://", 1)

    def tenant(self, engine: Any, schema: str) -> Any:
        return engine.execution_options(schema_translate_map={"tenant": schema})

    def factory(self, engine: Any, **options: Any) -> Any:
        return sessionmaker(bind=engine, **options)

    def reset(self) -> None:
        """Tenants with one product each, of the same key on purpose; `public` holds a table of the same name."""
        engine = create_engine(self.driver_url("psycopg2"))
        with engine.begin() as connection:
            names = connection.execute(text("select nspname from pg_namespace where nspname !~ '^(pg_|information_schema$)'"))
            for (name,) in list(names):
                connection.execute(text(f'drop schema "{name}" cascade'))
            for name in ("public", "template_tenant", *TENANTS):
                connection.execute(text(f"create schema {name}"))
            User.__table__.create(connection)
            connection.execute(text("insert into public.users values (1, 'ann'), (2, 'bob')"))
            for name in ("public", "template_tenant", *TENANTS):
                connection.execute(text(f"create table {name}.products (id serial primary key, title text)"))
                connection.execute(text(f"create table {name}.images (id serial primary key, url text, product_id int references {name}.products)"))
                connection.execute(text(f"insert into {name}.products values (1, '{name} product')"))
                connection.execute(text(f"insert into {name}.images values (1, '{name} image', 1)"))
        engine.dispose()

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()

    def ask(self, statement: str) -> Any:
        """The first value of a statement on a connection of its own, outside any pool of the program."""
        engine = create_engine(self.driver_url("psycopg2"))
        with engine.connect() as connection:
            value = connection.execute(text(statement)).scalar()
        engine.dispose()
        return value

    def titles(self) -> dict[str, str]:
        return {name: self.ask(f"select string_agg(title, ', ' order by id) from {name}.products") for name in ("public", *TENANTS)}


def attempt(action: Callable[[], Any]) -> Any:
    """The value, or the error's name: what a caller would see."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001: every error is a result here.
        original = getattr(error, "orig", None)
        return f"raises {type(original or error).__name__}"


def warned(action: Callable[[], Any]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        action()
    return [str(each.message).split(";")[0] for each in caught if "Connection is already established" in str(each.message)]


def open_world() -> World:
    return World(os.environ["DATABASE_URL"])
