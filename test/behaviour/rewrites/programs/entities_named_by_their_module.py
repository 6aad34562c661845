import base
from base import SessionLocal, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    tenants = db.query(base.Tenant).order_by(base.Tenant.name).all()
    db.commit()
    for tenant in tenants:
        schema = tenant.name
        set_path(db, schema)
        db.query(base.Product).filter(base.Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
        tenant.runs = 1
        db.commit()
    db.close()
