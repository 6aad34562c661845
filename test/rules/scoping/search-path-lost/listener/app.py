# The listener sets the path again for every connection that leaves the pool.
from sqlalchemy import Column, Integer, String, create_engine, event, select, text
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)
Registry = scoped_session(SessionLocal)


@event.listens_for(engine, "checkout")
def path_of_the_request(dbapi_connection, record, proxy):
    dbapi_connection.cursor().execute(f'SET search_path TO "{current.get()}"')


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
        return order


def read_again(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(Order).delete()
        db.commit()
        db.query(Tenant).count()
        db.query(Country).count()
        return len(db.scalars(select(Order)).all())
