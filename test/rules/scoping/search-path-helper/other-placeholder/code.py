"""The models carry another schema than the placeholder that is assumed: the reason says how to tell it."""

from sqlalchemy import create_engine, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("postgresql://localhost/shop")
MakeSession = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Firm(Base):
    __tablename__ = "firms"
    __table_args__ = {"schema": "public"}
    id: Mapped[int] = mapped_column(primary_key=True)


class Invoice(Base):
    __tablename__ = "invoices"
    __table_args__ = {"schema": "firm"}
    id: Mapped[int] = mapped_column(primary_key=True)
    paid: Mapped[bool] = mapped_column(default=False)


def switch_firm(session: Session, firm: str) -> None:
    session.execute(text(f"SET search_path TO {firm}, public"))


def write_off(firm: str) -> None:
    session = MakeSession()
    switch_firm(session, firm)
#   ^^^^^^^^^^^ search-path-helper fix=none if `firm`, which models carry, is the placeholder here, say `placeholder = "firm"` in tenantscope.toml
    session.execute(update(Invoice).values(paid=True))
    session.commit()
