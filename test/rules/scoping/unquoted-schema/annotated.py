# What a dependency gives is followed, however the parameter names the dependency.
import re
from typing import Annotated

from uuid import UUID as Uid

from fastapi import APIRouter, Depends, Header, HTTPException
from fastapi import Header as Given
from sqlalchemy import text

router = APIRouter()


def checked(x_tenant: str = Header(...)) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", x_tenant):
        raise HTTPException(400)
    return x_tenant


def unchecked(x_tenant: str = Header(...)) -> str:
    return x_tenant


Checked = Annotated[str, Depends(checked)]
Unchecked = Annotated[str, Depends(unchecked)]


@router.get("/a")
def direct(db: Session, schema: Annotated[str, Depends(checked)]):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))


@router.get("/b")
def alias(db: Session, schema: Checked):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))


@router.get("/c")
def nobody_checks(db: Session, schema: Unchecked):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                                              ^^^^^^^^ unquoted-schema fix=none comes from the request


@router.get("/d")
def in_quotes(db: "Session", schema: "Annotated[str, Depends(checked)]", shop: "int | None", customer: Uid):
    db.execute(text(f"SET LOCAL search_path TO {schema}, user_{shop}, customer_{customer}"))


@router.get("/e")
def under_another_name(db: Session, schema: str = Given()):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                                              ^^^^^^^^ unquoted-schema fix=none comes from the request
