from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)
opened = []


@contextmanager
def session_scope(name: str = "worker", **options: object) -> Iterator[Session]:  # 😀 one transaction
    session = SessionLocal(
        expire_on_commit=False,  # objects outlive the block
        **options,
    )
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


@contextmanager
def handing_on(**options: object) -> Iterator[Session]:
    with SessionLocal(**options) as session:
        yield session
        session.commit()


@contextmanager
def patched_scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    finally:
        session.close()


@contextmanager
def noticed_scope():
    session = SessionLocal()
    opened.append(session)
    yield session
    session.commit()


@contextmanager
def injected_scope():
    session = SessionLocal()
    yield session
    session.commit()


class Scopes:
    @contextmanager
    def open(self):
        session = SessionLocal()
        yield session
        session.commit()


def get_session() -> Session:
    return SessionLocal()
