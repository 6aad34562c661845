"""SET LOCAL ends with the transaction; SET outlives a commit on the pooled connection, and not a rollback."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import PathProduct, World


def run(world: World) -> dict:
    engine = world.engine(pool_size=1, max_overflow=0)
    seen = {}
    with Session(engine) as db:
        db.execute(text("SET LOCAL search_path TO user_1"))
        product = db.get(PathProduct, 1)
        seen["local"] = product.title
        db.commit()
        seen["refresh after commit"] = product.title
        db.rollback()
        seen["lazy load after rollback"] = product.images[0].url
    with Session(engine) as db:
        db.execute(text("SET search_path TO user_1"))
    with engine.connect() as connection:
        seen["after SET without commit"] = connection.execute(text("select title from products")).scalar()
    with Session(engine) as db:
        db.execute(text("SET search_path TO user_1"))
        db.commit()
    with engine.connect() as connection:
        seen["after SET and commit, next user"] = connection.execute(text("select title from products")).scalar()
    other = world.engine(isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(text("SET LOCAL search_path TO user_1"))
        seen["local under autocommit"] = connection.execute(text("select title from products")).scalar()
    return seen
