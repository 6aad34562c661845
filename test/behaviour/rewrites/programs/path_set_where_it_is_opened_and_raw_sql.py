from base import Product, SessionLocal, engine, text, use_schema


def tenant_db(schema):
    db = SessionLocal()
    set_path(db, schema)
    return db


def rename(session, schema):
    session.execute(text("UPDATE products SET title = :title WHERE id = 1"), {"title": f"changed of {schema}"})
    session.commit()


def run(schema):
    db = tenant_db(schema)
    rename(db, schema)
    db.close()
