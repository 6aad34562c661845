# What a dependency gives is followed, however the parameter names the dependency.
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException
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
