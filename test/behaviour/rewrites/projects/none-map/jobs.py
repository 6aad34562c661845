from sqlalchemy import select, text

from base import Offer, Product, SessionLocal, User, engine, open_tenant


def opened_here(schema):
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).filter(Product.id == 1).update({"title": "by " + schema})
        names = [user.name for user in db.query(User).order_by(User.id)]
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
        db.commit()
        return [names, titles]


def each_of(schema):
    found = []
    with SessionLocal() as db:
        for each in (schema, "user_2"):
            db.execute(text(f"SET LOCAL search_path TO {each}, public"))
            found.append(db.query(Product).join(Offer).count())
            db.query(Product).filter(Product.id == 2).update({"title": "round of " + each})
            db.commit()
    return found


def on_a_connection(schema):
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return list(connection.execute(select(Product.__table__.c.title).order_by(Product.__table__.c.id)).scalars())


def scoped_already(schema):
    with open_tenant(schema) as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return db.query(Product).filter(Product.id == 1).one().title
