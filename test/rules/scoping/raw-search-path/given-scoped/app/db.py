from fastapi import Depends, Header
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


def get_user_db(x_user: int = Header()):
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": f"user_{x_user}"}))
    try:
        yield db, x_user
    finally:
        db.close()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()
