# 🐘 Shared tables name their schema, so a model without one is where the path leads.
from sqlalchemy import Column, Integer, String, create_engine, select, text
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)
Registry = scoped_session(SessionLocal)


class Tenant(Base):
    __tablename__ = "tenants"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    title = Column(String)


class Country(Base):
    __tablename__ = "countries"
    id = Column(Integer, primary_key=True)


def refreshed(user_id: int) -> Order:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        order = Order(title="first")
        db.add(order)
        db.commit()
        db.refresh(order)
#                  ^^^^^ search-path-lost `Order` needs the search path
        return order


def read_again(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(Order).delete()
        db.commit()
        db.query(Tenant).count()
        db.query(Country).count()
        return len(db.scalars(select(Order)).all())
#                                    ^^^^^ search-path-lost


def from_a_registry(user_id: int) -> int:
    Registry.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    Registry.query(Order).delete()
    Registry.commit()
    return Registry.query(Order).count()
#                         ^^^^^ search-path-lost


def set_again(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(Order).delete()
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        return db.query(Order).count()
