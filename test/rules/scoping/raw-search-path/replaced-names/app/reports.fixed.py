from .database import SessionLocal, engine
from .models import Product


def mocked(schema: str) -> None:
    """A mock takes whatever it is called with."""
    with SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).count()
