from contextlib import contextmanager

from .factory import SessionLocal, engine

__all__ = ["reading"]


@contextmanager
def reading():
    with SessionLocal() as session:
        yield session
