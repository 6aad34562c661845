from base import Product, Tenant, engine, text, use_schema
from sqlalchemy.orm import Session


def run(*schemas):
    with Session(engine, expire_on_commit=False) as db:
        names = [tenant.name for tenant in db.query(Tenant).order_by(Tenant.name)]
        db.commit()
        for schema in [name for name in names if name in schemas]:
            set_path(db, schema)
            product = db.query(Product).filter(Product.id == 1).one()
            product.title = f"round of {schema}"
            db.commit()
            assert product.title.startswith("round")
