"""Sessions that objects keep: some method of the object sets their path, or none does."""
from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


class PathUnit:
    def __init__(self, tenant: str):
        self.tenant = tenant

    def __enter__(self):
        self.session = SessionLocal()
        self.session.execute(text(f"SET LOCAL search_path TO {self.tenant}, public"))
        return self

    def __exit__(self, *args):
        self.session.close()

    def first(self):
        return self.session.query(Product).first()


class BareUnit:
    def __enter__(self):
        self.session = SessionLocal()
        return self

    def __exit__(self, *args):
        self.session.close()


def on_the_path(tenant: str):
    with PathUnit(tenant) as unit:
        return unit.session.query(Product).all()


def on_no_path():
    with BareUnit() as unit:
        return unit.session.query(Product).all()
#                                 ^^^^^^^ unscoped-tenant-query


def of_the_usual_factory(session_factory=SessionLocal):
    with session_factory() as session:
        return session.query(Product).all()


def of_another_factory(tenant: str):
    return of_the_usual_factory(sessionmaker(engine.execution_options(schema_translate_map={"tenant": tenant})))
