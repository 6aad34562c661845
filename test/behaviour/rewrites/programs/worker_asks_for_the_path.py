from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def rename(db: Session, schema):
    if not db.execute(text("SHOW search_path")).scalar().startswith(schema):
        raise RuntimeError(schema)
    db.query(Product).filter(Product.id == 1).update({"title": f"checked of {schema}"}, synchronize_session=False)


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        rename(db, schema)
        db.commit()
