from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    failed = []
    db = SessionLocal()
    for schema in schemas:
        try:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"half of {schema}"}, synchronize_session=False)
            if schema == "user_1":
                raise ValueError(schema)
            db.commit()
        except ValueError as error:
            db.rollback()
            failed.append(str(error))
    db.close()
    return failed
