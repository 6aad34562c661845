from contextlib import ExitStack, contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def tenant_scope(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        yield db


def run(schema):
    with ExitStack() as stack:
        sessions = [stack.enter_context(tenant_scope(schema))]
        return [title for session in sessions for (title,) in session.execute(text("SELECT title FROM products ORDER BY id"))]
