from contextlib import contextmanager

from base import Product, SessionLocal, Tenant, engine, text, use_schema


@contextmanager
def session_scope():
    """One transaction."""
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def run(*schemas):
    with session_scope() as db:
        names = [tenant.name for tenant in db.query(Tenant).order_by(Tenant.name)]
        db.commit()
        for schema in [name for name in names if name in schemas]:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()
