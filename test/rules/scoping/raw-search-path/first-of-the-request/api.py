from fastapi import Depends
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("postgresql+psycopg2://localhost/app")
SessionLocal = sessionmaker(bind=engine)


def get_db():
    with SessionLocal() as session:
        yield session


def get_used_db():
    with SessionLocal() as session:
        session.execute(text("SELECT 1"))
        yield session


def first(schema: str, db: Session = Depends(get_db)):
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": schema})
    return db.execute(text("SELECT count(*) FROM jobs")).scalar()


def second(schema: str, db: Session = Depends(get_db)):
    db.execute(text("SELECT 1"))
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": schema})
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    return db.execute(text("SELECT count(*) FROM jobs")).scalar()


def used_before(schema: str, db: Session = Depends(get_used_db)):
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": schema})
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    return db.execute(text("SELECT count(*) FROM jobs")).scalar()
