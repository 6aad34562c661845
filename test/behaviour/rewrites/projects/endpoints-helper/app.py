from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from base import AsyncDb, Product, User, get_current_user, get_db

app = FastAPI()


@app.get("/of-user")
def of_user(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    products = db.query(Product).order_by(Product.id).all()
    return {"user": current_user.name, "titles": [product.title for product in products]}


@app.get("/written")
def written(db: Session = Depends(get_db), current_user: User = Depends(get_current_user)):
    schema = f"user_{current_user.id}"
    try:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).filter(Product.id == 1).update({"title": "written by " + current_user.name})
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return {"title": db.query(Product).filter(Product.id == 1).one().title}
    except ValueError:
        db.rollback()
        raise HTTPException(500)


@app.get("/undone")
def undone(db: Session = Depends(get_db), x_tenant: str = Header()):
    try:
        db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
        db.query(Product).update({"title": "never"})
        raise ValueError(x_tenant)
    except ValueError as error:
        db.rollback()
        return {"error": str(error)}


@app.get("/async")
async def asynchronous(db: AsyncDb, x_tenant: str = Header()):
    await db.execute(text(f"SET LOCAL search_path TO {x_tenant}, public"))
    product = (await db.scalars(select(Product).where(Product.id == 1))).one()
    product.title = "changed for " + x_tenant
    await db.commit()
    return {"tenant": x_tenant}
