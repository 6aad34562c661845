import os
import re
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, HTTPException, Path, Query, Request
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlalchemy.sql import quoted_name

from app.checks import PREFIX, SCHEMA, is_valid_schema_name, pick_schema, tenant_schema, validate_schema_name
from app.database import get_db
from app.models import User

router = APIRouter()
ALLOWED = {"user_1", "user_2"}
FIXED = "user_1"


class Payload(BaseModel):
    schema_name: str
    user_id: int
    checked: str = Field(pattern=r"^user_[0-9]+$")


class Settings(BaseSettings):
    template: str = "template_tenant"


settings = Settings()


@router.get("/tainted/{schema}")
def tainted(schema: str, request: Request, payload: Payload, x_tenant: str = Header(), table: str = Query("products"), db: Session = Depends(get_db)):
    db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
#                                              ^^^^^^^^^^ unquoted-schema fix=none `x_tenant` comes from the request
    db.execute(text(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'))
#                                            ^^^^^^^^ unquoted-schema the quotes written round it
    db.execute(text("SELECT * FROM %s.products" % schema))
#                                  ^^ unquoted-schema `schema` comes
    db.execute(text("SELECT * FROM {}.products".format(request.headers["x-tenant"])))
#                                  ^^ unquoted-schema
    db.execute(text("SELECT * FROM " + payload.schema_name + ".products"))
#                                      ^^^^^^^^^^^^^^^^^^^ unquoted-schema
    db.execute(text(f"SELECT count(*) FROM {table}"))
#                                          ^^^^^^^ unquoted-schema becomes the name of a table
    db.execute(text(f"SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'"))
#                                                                 ^^^^^^^^ unquoted-schema
    name = pick_schema(request.query_params.get("schema"))
    db.execute(text(f"SELECT a.id FROM {name}.a JOIN {name}.b ON true"))
#                                      ^^^^^^ unquoted-schema
    db.execute(text(f"CREATE SCHEMA {os.environ['SCHEMA']}"))
#                                   ^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema comes from the environment
    db.execute(text(f"SELECT * FROM {settings.template}.products"))
#                                   ^^^^^^^^^^^^^^^^^^^ unquoted-schema comes from the settings
    if not PREFIX.match(schema):
        raise HTTPException(400)
    db.execute(text(f"SELECT 1 FROM {schema}.products"))
#                                   ^^^^^^^^ unquoted-schema


@router.get("/checked/{schema}")
def checked(schema: str, kind: Literal["a", "b"], tenant: UUID, number: int, payload: Payload, other: str = Path(pattern="^x$"), db: Session = Depends(get_db), user: User = Depends()):
    db.execute(text(f"SELECT * FROM user_{number}.products"))
    db.execute(text(f"SELECT * FROM {kind}.products"))
    db.execute(text(f'SELECT * FROM "{tenant}".products'))
    db.execute(text(f"SELECT * FROM user_{payload.user_id}.products"))
    db.execute(text(f"SELECT * FROM {payload.checked}.products"))
    db.execute(text(f"SELECT * FROM {other}.products"))
    db.execute(text(f"SELECT * FROM {FIXED}.products"))
    db.execute(text(f"SELECT * FROM {tenant_schema(user.id)}.products"))
    db.execute(text(f"SELECT * FROM user_{int(schema)}.products"))
    db.execute(text(f"SELECT * FROM {validate_schema_name(schema)}.products"))
    db.execute(text(f"SELECT * FROM {quoted_name(schema, True)}.products"))
    db.execute(text(f"SELECT * FROM {db.bind.dialect.identifier_preparer.quote(schema)}.products"))
    # A value is no name.
    db.execute(text(f"SELECT * FROM products WHERE title = '{schema}'"))
    if schema in ALLOWED:
        db.execute(text(f"SELECT * FROM {schema}.products"))
    if not re.match(r"^user_\d+$", schema):
        raise HTTPException(400)
    db.execute(text(f"SELECT * FROM {schema}.products"))


@router.get("/raise/{schema}")
def raising(schema: str, db: Session = Depends(get_db)):
    validate_schema_name(schema)
    db.execute(text(f"SELECT * FROM {schema}.products"))


@router.get("/predicate/{schema}")
def predicate(schema: str, db: Session = Depends(get_db)):
    if not is_valid_schema_name(schema):
        return None
    db.execute(text(f"SELECT * FROM {schema}.products"))


@router.get("/catalogue/{schema}")
def catalogue(schema: str, db: Session = Depends(get_db)):
    found = db.execute(text("SELECT 1 FROM information_schema.schemata WHERE schema_name = :s"), {"s": schema}).scalar()
    if not found:
        raise HTTPException(404)
    db.execute(text(f"SELECT * FROM {schema}.products"))
