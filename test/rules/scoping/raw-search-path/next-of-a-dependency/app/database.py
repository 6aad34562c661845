from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/shop")
SessionLocal = sessionmaker(bind=engine)


def get_db():
    """One session 🚦 for each request."""
    db = SessionLocal()
    try:
        yield db
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


def get_reporting_db():
    db = SessionLocal(autoflush=False)
    try:
        yield db
    finally:
        db.close()


def get_saved_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.commit()
        db.close()
