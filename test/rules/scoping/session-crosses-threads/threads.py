import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)
registry = scoped_session(SessionLocal)


def work(db: Session, item: int) -> None:
    db.execute(text("SELECT 1"))


def submit(db: Session, items: list[int]) -> None:
    with ThreadPoolExecutor() as executor:
        for item in items:
            executor.submit(work, db, item)
#                                 ^^ session-crosses-threads fix=none Session `db` goes to another thread
        executor.map(lambda item: db.execute(text("SELECT 1")), items)
#                                 ^^ session-crosses-threads


def nested(items: list[int]) -> None:
    db = SessionLocal()

    def one(item: int) -> None:
        db.execute(text("SELECT 1"))
#       ^^ session-crosses-threads

    executor = ThreadPoolExecutor(max_workers=4)
    executor.submit(one, 1)


def thread(db: Session) -> None:
    threading.Thread(target=work, args=(db, 1)).start()
#                                       ^^ session-crosses-threads


async def loop_runs(db: Session) -> None:
    loop = asyncio.get_running_loop()
    future = loop.run_in_executor(None, work, db, 1)
#                                             ^^ session-crosses-threads
    await future
    # Lent, and given back before anything else happens here.
    await loop.run_in_executor(None, work, db, 1)
    await asyncio.to_thread(work, db, 1)


def near_misses(db: Session, form, items: list[int]) -> None:
    form.submit(work, db)

    def own(item: int) -> None:
        with SessionLocal() as db:
            work(db, item)

    def same_engine(item: int) -> None:
        with Session(bind=db.get_bind()) as other:
            work(other, item)

    def per_thread(item: int) -> None:
        registry.execute(text("SELECT 1"))

    with ThreadPoolExecutor() as executor:
        executor.map(own, items)
        executor.map(same_engine, items)
        executor.map(per_thread, items)
        executor.submit(len, items)
    with ProcessPoolExecutor() as executor:
        executor.submit(work, db, 1)
    list(map(lambda item: db.execute(text("SELECT 1")), items))
