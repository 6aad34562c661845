"""Two fixes that both bring `engine`: it is imported once."""

from sqlalchemy import text, update

from .database import MakeSession, list_firms, switch_firm
#                                              ^^^^^^^^^^^ search-path-helper fix=none
from .models import Invoice


def remind() -> int:
    overdue = 0
    session = MakeSession()
    for firm in list_firms():
        session.execute(text(f"SET search_path TO {firm}, public"))
        #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak fix=safe
        overdue += session.query(Invoice).filter(Invoice.paid.is_(False)).count()
        session.commit()
    session.close()
    return overdue


def write_off(firm: str) -> None:
    session = MakeSession()
    switch_firm(session, firm)
#   ^^^^^^^^^^^ search-path-helper fix=safe
    session.execute(update(Invoice).values(paid=True))
    session.commit()
    session.close()
