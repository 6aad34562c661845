# fix: Open the session for the tenant where `work` is called
from base import Product, SessionLocal, engine, text, use_schema


def work(db, schema, title):
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).update({"title": title}, synchronize_session=False)
    db.commit()
    return schema


def run(*schemas):
    db = SessionLocal()
    done = []
    for schema in schemas:
        done.append(work(db, schema, f"worked of {schema}"))
    db.close()
    return done
