# fix: Open the session for the tenant where `_rename` is called
from sqlalchemy.orm import Session

from base import Product, SessionLocal, Tenant, engine, text, use_schema


def _rename(db: Session, schema: str, title: str) -> int:
    """Rename them, one tenant at a time."""
    # Scope the session to the tenant.
    set_path(db, schema)
    count = db.query(Product).filter(Product.id == 1).update({"title": title}, synchronize_session=False)
    db.commit()  # kept
    set_path(db, schema)
    return count + db.query(Product).filter(Product.title == title).count()


def run(*schemas):
    total = []
    with SessionLocal() as db:
        names = [name for (name,) in db.query(Tenant.name).order_by(Tenant.name)]
        db.commit()
        for schema in names:
            total.append(_rename(db, schema, f"renamed of {schema}"))
    return total
