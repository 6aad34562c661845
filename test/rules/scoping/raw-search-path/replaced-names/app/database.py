from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://db/app")
SessionLocal = sessionmaker(bind=engine)
jobs_engine = create_engine("postgresql://db/jobs")
JobSession = sessionmaker(bind=jobs_engine)
late_engine = create_engine("postgresql://db/late")
LateSession = sessionmaker(bind=late_engine)
UpdatedSession = sessionmaker(bind=engine)


def reconnect(url):
    global late_engine, LateSession
    late_engine = create_engine(url)
    LateSession = sessionmaker(bind=late_engine)


@contextmanager
def session_scope():
    with SessionLocal() as session:
        yield session
