"""A session bound to engine.execution_options(…) stays with its tenant through everything."""

from sqlalchemy.orm import Session
from world import Product, World


def run(world: World) -> dict:
    engine = world.engine()
    tenant = world.tenant(engine, "user_1")
    with Session(bind=tenant) as db:
        product = db.query(Product).one()
        seen = {"query": product.title}
        db.commit()
        seen["refresh after commit"] = product.title
        db.commit()
        seen["lazy load after commit"] = product.images[0].url
        db.rollback()
        seen["after rollback"] = db.query(Product).one().title
        with db.begin_nested():
            seen["in a savepoint"] = db.query(Product).one().title
        product.title = "changed"
        db.commit()
        db.close()
        seen["after close"] = db.query(Product).one().title
    with world.factory(engine, autoflush=False)(bind=tenant) as db:
        seen["factory"] = db.query(Product).one().title
        seen["keeps autoflush=False"] = db.autoflush is False
    with engine.connect().execution_options(schema_translate_map={"tenant": "user_2"}) as connection, Session(bind=connection) as db:
        seen["bound to a connection"] = db.query(Product).one().title
    return {**seen, "same pool": tenant.pool is engine.pool, "titles": world.titles()}
