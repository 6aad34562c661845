"""Two fixes that both bring `engine`: it is imported once."""

from sqlalchemy import update

from .database import MakeSession, engine, list_firms
from .models import Invoice


def remind() -> int:
    overdue = 0
    session = MakeSession()
    for firm in list_firms():
        with MakeSession(
            bind=engine.execution_options(schema_translate_map={"firm": firm.lower()})
        ) as schema_session:
            overdue += schema_session.query(Invoice).filter(Invoice.paid.is_(False)).count()
            schema_session.commit()
    session.close()
    return overdue


def write_off(firm: str) -> None:
    session = MakeSession(
        bind=engine.execution_options(schema_translate_map={"firm": firm.lower()})
    )
    session.execute(update(Invoice).values(paid=True))
    session.commit()
    session.close()
