from base import Product, SessionLocal, Tenant, engine, text, use_schema


def tenant_names(db) -> list[str]:
    names = []
    for tenant in db.query(Tenant).order_by(Tenant.name):
        if tenant.runs is not None:
            names.append(tenant.name)
    return names


def run(*schemas):
    with SessionLocal() as db:
        names = tenant_names(db)
        db.commit()
        for schema in names:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"{len(names)} of {schema}"}, synchronize_session=False)
            db.commit()
