from base import Product, SessionLocal, engine, text, use_schema

opened = []


def get_session():
    session = SessionLocal()
    opened.append(session)
    return session


def run(schema):
    db = get_session()
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
    for each in opened:
        each.commit()
        each.close()
