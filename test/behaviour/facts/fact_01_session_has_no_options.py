"""Session has no execution_options() method; from 2.1 its constructor takes options that last."""

from unittest.mock import MagicMock

from sqlalchemy.orm import Session
from world import Product, World, attempt

MAP = {"schema_translate_map": {"tenant": "user_1"}}


def run(world: World) -> dict:
    engine = world.engine()
    with Session(engine) as db:
        called = attempt(lambda: db.execution_options(**MAP))
    mock = MagicMock(spec_set=None)
    mock.execution_options(**MAP)

    def by_constructor() -> list[str]:
        with Session(engine, execution_options=MAP) as db:
            first = db.query(Product).one().title
            db.commit()
            return [first, db.query(Product).one().title]

    return {"called": called, "constructor": attempt(by_constructor), "a mock never notices": mock.execution_options.called}
