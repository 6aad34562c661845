from fastapi import Depends, FastAPI, Header
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from base import Product, User, get_async_db, get_current_user, get_db

app = FastAPI()


def get_path_db(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    # 🐘 The path of the user's schema.
    db.execute(text(f"SET search_path TO user_{current_user.id}, public"))
    try:
        yield db, current_user
    finally:
        db.rollback()
        db.execute(text("SET search_path TO public"))


def get_header_db(db: Session = Depends(get_db), x_tenant: str = Header()) -> Session:
    db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    return db


async def get_async_path_db(db: AsyncSession = Depends(get_async_db), x_tenant: str = Header()):
    await db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    yield db


@app.get("/of-user")
def of_user(user_db: tuple = Depends(get_path_db)):
    db, current_user = user_db
    return {"user": current_user.name, "titles": [product.title for product in db.query(Product).order_by(Product.id)]}


@app.get("/written")
def written(user_db: tuple = Depends(get_path_db)):
    db, current_user = user_db
    product = db.get(Product, 1)
    product.title = "written by " + current_user.name
    db.commit()
    return {"written": True}


@app.get("/of-header")
def of_header(db: Session = Depends(get_header_db)):
    return db.query(Product).order_by(Product.id).all()


@app.get("/async")
async def asynchronous(db: AsyncSession = Depends(get_async_path_db)):
    return (await db.scalars(select(Product.title).order_by(Product.id))).all()
