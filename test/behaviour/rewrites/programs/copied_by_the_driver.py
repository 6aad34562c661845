import io

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    out = io.StringIO()
    with SessionLocal() as db:
        set_path(db, schema)
        db.connection().connection.cursor().copy_expert("COPY products TO STDOUT", out)
    return out.getvalue()
