"""A dependency that closes the session which loaded the user hands out a detached user."""

from sqlalchemy.orm import Session
from world import Product, User, World, attempt


def run(world: World) -> dict:
    engine = world.engine()
    auth = Session(engine)
    user = auth.get(User, 1)
    auth.commit()
    auth.close()
    expired = attempt(lambda: user.name)
    auth = Session(engine)
    loaded = auth.get(User, 1)
    name = loaded.name
    auth.close()
    with Session(bind=world.tenant(engine, "user_1")) as db:
        product = db.query(Product).one()
    return {"read after commit and close": expired, "read before": name == loaded.name, "relationship": attempt(lambda: product.images)}
