"""Sessions bound to one tenant."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text
from sqlmodel import Session

from app.db import engine

SET_PATH = text("SELECT set_config('search_path', quote_ident(:schema) || ', public', true)")


@contextmanager
def tenant_session(schema: str, *, search_path: bool = False) -> Iterator[Session]:
    """A session whose ORM and Core statements reach the tenant in `schema`, over commits and rollbacks.

    With `search_path` raw SQL reaches it too: each transaction begins by setting a path that ends with it.
    The caller commits.
    """
    with Session(engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        if search_path:

            @event.listens_for(db, "after_begin")
            def set_path(session, transaction, connection):
                connection.execute(SET_PATH, {"schema": schema})

        yield db
