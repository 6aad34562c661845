from sqlalchemy import event

from base import Product, SessionLocal, engine, text, use_schema


@event.listens_for(SessionLocal, "before_flush")
def sign(session, context, instances):
    if "clerk" in session.info:
        for product in session.dirty:
            product.title = f"{session.info['clerk']} of {product.title}"


def run(*schemas):
    db = SessionLocal()
    db.info["clerk"] = "ann"
    try:
        for schema in schemas:
            set_path(db, schema)
            product = db.get(Product, 1)
            product.title = schema
            db.commit()
            db.expunge_all()
    finally:
        db.close()
