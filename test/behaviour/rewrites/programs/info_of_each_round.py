from sqlalchemy import event

from base import Product, SessionLocal, engine, text, use_schema


@event.listens_for(SessionLocal, "before_flush")
def sign(session, context, instances):
    if "round" in session.info:
        for product in session.dirty:
            product.title = f"{session.info['round']} of {product.title}"


def run(*schemas):
    with SessionLocal() as db:
        for number, schema in enumerate(schemas):
            set_path(db, schema)
            db.info["round"] = number
            product = db.get(Product, 1)
            product.title = schema
            db.commit()
            db.expunge_all()
