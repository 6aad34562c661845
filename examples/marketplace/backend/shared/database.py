"""The engine, the session factory, and the dependencies that hand sessions to endpoints."""

import re
from collections.abc import Iterator

from fastapi import Depends, Header, HTTPException
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from models.public.user import User
from shared import settings

engine = create_engine(settings.DATABASE_URL, pool_pre_ping=True)
SessionLocal = sessionmaker(bind=engine, autoflush=False)

PLACEHOLDER = re.compile(r"\btenant\.")


@event.listens_for(engine, "before_cursor_execute", retval=True)
def drop_placeholder(connection, cursor, statement, parameters, context, executemany):
    """The models carry the placeholder schema `tenant`; where no tenant is bound, the search path decides."""
    return PLACEHOLDER.sub("", statement), parameters


def get_db() -> Iterator[Session]:
    """A session for the shared tables in public."""
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_current_user(db: Session = Depends(get_db), x_user_id: int = Header()) -> User:
    user = db.get(User, x_user_id)
    if user is None:
        raise HTTPException(status_code=401, detail="Unknown user")
    return user


def get_user_db(user: User = Depends(get_current_user)) -> Iterator[tuple[Session, User]]:
    """A session bound to the user's own schema, and the user."""
    tenant_engine = engine.execution_options(schema_translate_map={"tenant": f"user_{user.id}"})
    db = SessionLocal(bind=tenant_engine)
    try:
        yield db, user
    finally:
        db.close()


def set_user_schema(db: Session, user_id: int) -> None:
    """Deprecated: point the session's transaction at the user's schema."""
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))


def set_user_search_path(db: Session, user_id: int) -> None:
    """Deprecated: the older spelling, without the f-string."""
    db.execute(text("SET LOCAL search_path TO user_" + str(user_id) + ", public"))
