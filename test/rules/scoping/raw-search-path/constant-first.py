from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/shop")
SessionLocal = sessionmaker(bind=engine)


def tenant_after_a_constant(country: str):
    db = SessionLocal()
    try:
        db.execute(text(f'SET search_path TO administration, "{country}_schema"'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none puts `{country}_schema` on
        yield db
    finally:
        db.close()


def constants_only():
    db = SessionLocal()
    try:
        db.execute(text("SET search_path TO administration, archive"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none puts `administration` on
        yield db
    finally:
        db.close()
