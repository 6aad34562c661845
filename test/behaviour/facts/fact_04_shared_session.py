"""One session for two tenants: the identity map gives the first one's row to the second, and writes changes where the path points."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from world import TENANTS, PathProduct, World


def point(db: Session, schema: str) -> None:
    db.execute(text(f"SET LOCAL search_path TO {schema}"))


def run(world: World) -> dict:
    engine = world.engine()
    read, kept = [], []
    with Session(engine) as db:
        for schema in TENANTS:
            point(db, schema)
            product = db.get(PathProduct, 1)
            kept.append(product)
            read.append(product.title)
    with Session(engine) as db:
        point(db, "user_1")
        first = db.get(PathProduct, 1)
        first.title = "changed for user_1"
        with db.no_autoflush:
            point(db, "user_2")
        db.commit()
    written = world.titles()
    columns, expunged = [], []
    world.reset()
    with Session(engine) as db:
        for schema in TENANTS:
            point(db, schema)
            columns.append(db.execute(select(PathProduct.title)).scalar())
        for schema in TENANTS:
            point(db, schema)
            expunged.append(db.get(PathProduct, 1).title)
            db.expunge_all()
    return {"entities": read, "change": written, "columns": columns, "expunged": expunged}
