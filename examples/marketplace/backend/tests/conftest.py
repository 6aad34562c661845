"""Two tenants on a real PostgreSQL; DATABASE_URL names an empty database that the tests may use."""

from datetime import datetime, timezone

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from main import app
from models import ActionType, Base, Product, User
from shared.database import SessionLocal, engine

SCHEMAS = ["user_1", "user_2"]


def tenant_session(schema: str) -> Session:
    return SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))


@pytest.fixture()
def tenants() -> list[str]:
    """Fresh schemas; each tenant has products 1 and 2, the second sold out."""
    with engine.begin() as connection:
        connection.execute(text('DROP SCHEMA IF EXISTS "user_1" CASCADE'))
        connection.execute(text('DROP SCHEMA IF EXISTS "user_2" CASCADE'))
        connection.execute(text('CREATE SCHEMA "user_1"'))
        connection.execute(text('CREATE SCHEMA "user_2"'))
        shared_tables = [table for table in Base.metadata.sorted_tables if table.schema == "public"]
        Base.metadata.drop_all(connection, tables=shared_tables)
        Base.metadata.create_all(connection, tables=shared_tables)
    tenant_tables = [table for table in Base.metadata.sorted_tables if table.schema == "tenant"]
    for schema in SCHEMAS:
        bound = engine.execution_options(schema_translate_map={"tenant": schema})
        Base.metadata.create_all(bound, tables=tenant_tables)
        with tenant_session(schema) as db:
            db.add_all([
                Product(title=f"chair of {schema}", price=10, stock=3),
                Product(title=f"table of {schema}", price=20, stock=0),
            ])
            db.commit()
    with SessionLocal() as db:
        db.add_all([User(id=1, email="one@example.com"), User(id=2, email="two@example.com")])
        db.add(ActionType(id=1, code="publish"))
        db.commit()
    return SCHEMAS


@pytest.fixture()
def client(tenants: list[str]) -> TestClient:
    return TestClient(app)


@pytest.fixture()
def long_ago() -> datetime:
    return datetime(2020, 1, 1, tzinfo=timezone.utc)
