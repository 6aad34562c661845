from contextlib import contextmanager

from .factory import SessionLocal


@contextmanager
def session_scope(**options):
    session = SessionLocal(**options)
    try:
        yield session
        session.commit()
    finally:
        session.close()
