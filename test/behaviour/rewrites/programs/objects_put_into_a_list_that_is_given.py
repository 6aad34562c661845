from base import Product, SessionLocal, engine, text, use_schema


def first(session, into):
    into.append(session.query(Product).filter(Product.id == 1).one())


def run(*schemas):
    found = []
    with SessionLocal() as db:
        for schema in schemas[:1]:
            set_path(db, schema)
            first(db, found)
        return [offer.title for product in found for offer in product.offers]
