import os
import re

from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

engine = create_engine(os.environ["DATABASE_URL"])
MakeSession = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


def switch_firm(session: Session, firm: str) -> None:
    """Every statement after this one is about the firm. 🏢"""
    if not re.fullmatch(r"firm_[0-9]+", firm):
        raise ValueError(firm)
    session.execute(text(f"SET search_path TO {firm}, public"))


def list_firms() -> list[str]:
    with MakeSession() as session:
        return list(session.execute(text("select schema_name from public.firms order by 1")).scalars())
