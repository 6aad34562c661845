from sqlalchemy import event

from base import Product, SessionLocal, engine, text, use_schema


@event.listens_for(SessionLocal, "before_flush")
def number(session, context, instances):
    if "count" in session.info:
        for product in session.dirty:
            session.info["count"] += 1
            product.title = f"{session.info['count']} of {product.title}"


def run(*schemas):
    with SessionLocal(info={"count": 0}) as db:
        for schema in schemas:
            set_path(db, schema)
            product = db.get(Product, 1)
            product.title = schema
            db.commit()
            db.expunge_all()
