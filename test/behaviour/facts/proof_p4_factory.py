"""P4: a factory with binds= or a get_bind of its own does not listen to bind=; a scoped_session hands the session to other code."""

from sqlalchemy.orm import Session, scoped_session, sessionmaker
from world import Product, World, attempt


class Routed(Session):
    def get_bind(self, *args, **kwargs):
        return self.info["engine"]


def run(world: World) -> dict:
    engine = world.engine()
    tenant = world.tenant(engine, "user_1")

    def title(db: Session):
        with db:
            return attempt(lambda: db.query(Product).one().title)

    registry = scoped_session(sessionmaker(bind=engine))
    registry(bind=world.tenant(engine, "user_2"))
    elsewhere = attempt(lambda: registry.query(Product).one().title)
    registry.remove()
    return {
        "plain": title(sessionmaker(bind=engine)(bind=tenant)),
        "binds": title(sessionmaker(bind=engine, binds={Product: engine})(bind=tenant)),
        "get_bind": title(sessionmaker(bind=engine, class_=Routed, info={"engine": engine})(bind=tenant)),
        "other code through the registry": elsewhere,
    }
