"""Numbers for the dashboard, counted in SQL."""

from fastapi import APIRouter, Depends
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models import Product, User
from shared.database import get_user_db
from shared.schema_utils import validate_schema_name

router = APIRouter(prefix="/reports")


@router.get("/product-count")
def count_products(user_db: tuple[Session, User] = Depends(get_user_db)) -> int:
    db, _ = user_db
    return db.execute(text("SELECT count(*) FROM products")).scalar_one()


@router.get("/open-jobs")
def list_open_jobs(user_db: tuple[Session, User] = Depends(get_user_db)) -> list[str]:
    db, _ = user_db
    rows = db.execute(
        text(
            """
            SELECT p.title
            FROM products p
            JOIN marketplace_jobs j ON j.product_id = p.id
            WHERE j.status = 'pending'
            """
        )
    )
    return list(rows.scalars())


@router.post("/forget-tasks")
def forget_tasks(user_db: tuple[Session, User] = Depends(get_user_db)) -> None:
    db, _ = user_db
    db.execute(text("DELETE FROM tasks WHERE retry_count > 5"))
    db.commit()


@router.post("/round-prices")
def round_prices(user_db: tuple[Session, User] = Depends(get_user_db)) -> None:
    db, _ = user_db
    db.connection().exec_driver_sql("UPDATE products SET price = round(price)")
    db.commit()


@router.get("/stock-value")
def stock_value(user_db: tuple[Session, User] = Depends(get_user_db)) -> float:
    db, _ = user_db
    return float(db.scalar(select(func.coalesce(func.sum(Product.price * Product.stock), 0))))


@router.get("/users")
def count_users(user_db: tuple[Session, User] = Depends(get_user_db)) -> int:
    db, _ = user_db
    return db.execute(text("SELECT count(*) FROM public.users")).scalar_one()


@router.get("/recent-users")
def count_recent_users(user_db: tuple[Session, User] = Depends(get_user_db)) -> int:
    db, _ = user_db
    return db.execute(
        text("WITH tasks AS (SELECT id FROM public.users) SELECT count(*) FROM tasks")
    ).scalar_one()


@router.get("/batch-count")
def count_batches(user_db: tuple[Session, User] = Depends(get_user_db)) -> int:
    db, current_user = user_db
    schema = validate_schema_name(f"user_{current_user.id}")
    return db.execute(text(f'SELECT count(*) FROM "{schema}".batch_jobs')).scalar_one()


@router.get("/days")
def list_days(user_db: tuple[Session, User] = Depends(get_user_db)) -> list[str]:
    db, _ = user_db
    rows = db.execute(text("SELECT d::date::text FROM generate_series(now() - interval '7 days', now(), '1 day') d"))
    return list(rows.scalars())
