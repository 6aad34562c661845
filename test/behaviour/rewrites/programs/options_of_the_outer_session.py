from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal(autoflush=True) as db:
        for schema in schemas:
            set_path(db, schema)
            product = db.get(Product, 1)
            product.title = f"flushed of {schema}"
            db.query(Product).filter(Product.title == f"flushed of {schema}").update(
                {"title": f"found of {schema}"}, synchronize_session=False
            )
            db.commit()
            db.expunge_all()
