# 🐘 A path that is set whenever a connection leaves the pool cannot be the one of the last request.
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


@event.listens_for(engine, "checkout")
def back_to_public(dbapi_connection, record, proxy):
    dbapi_connection.cursor().execute("SET search_path TO public")
#                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


def not_leaked(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
        db.commit()
