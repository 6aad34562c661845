from base import Product, SessionLocal, engine, text, use_schema


opened = []


def get_db():
    db = SessionLocal()
    opened.append(db)
    yield db


def run(schema):
    for db in get_db():
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
    for each in opened:
        each.commit()
        each.close()
