from base import Base, SessionLocal, engine, text, use_schema
from sqlalchemy import Column, Integer, String, event


class WatchedProduct(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant", "extend_existing": True}
    id = Column(Integer, primary_key=True)
    title = Column(String)


@event.listens_for(WatchedProduct, "after_update")
def note(mapper, connection, target):
    connection.execute(text("INSERT INTO offers (id, title) VALUES (9, :title)"), {"title": f"noted {target.title}"})


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.get(WatchedProduct, 1).title = f"changed of {schema}"
        db.commit()
