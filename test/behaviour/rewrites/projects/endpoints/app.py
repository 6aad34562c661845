from fastapi import Depends, FastAPI, Header
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from base import AsyncDb, DbSession, Product, User, get_current_user, get_db

app = FastAPI()


@app.get("/of-user")
def of_user(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    # The path of the user's schema.
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    return {"user": current_user.name, "titles": [product.title for product in db.query(Product).order_by(Product.id)]}


@app.get("/written")
def written(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    schema = f"user_{current_user.id}"
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
    db.query(Product).filter(Product.id == 1).update({"title": "written by " + current_user.name})
    db.commit()
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
    return db.query(Product).filter(Product.id == 1).one()


@app.get("/of-header")
def of_header(db: Session = Depends(get_db), x_tenant: str = Header()):
    db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    return db.query(Product).order_by(Product.id).all()


@app.get("/by-alias")
def by_alias(db: DbSession, x_tenant: str = Header()):
    db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    return db.query(Product).order_by(Product.id).all()


@app.get("/async")
async def asynchronous(db: AsyncDb, x_tenant: str = Header()):
    await db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    product = (await db.scalars(select(Product).where(Product.id == 1))).one()
    product.title = "changed for " + x_tenant
    await db.commit()
    return product
