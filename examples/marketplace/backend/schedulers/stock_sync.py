"""Every hour: products without stock are put to sleep, tenant after tenant."""

import logging

from sqlalchemy import text

from models import MarketplaceJob, Product
from shared.database import SessionLocal

logger = logging.getLogger(__name__)


def sync_stock() -> int:
    """Cancels the jobs of sold-out products; answers how many."""
    db = SessionLocal()
    cancelled = 0
    try:
        schemas = db.execute(
            text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$' ORDER BY 1")
        ).scalars().all()
        db.commit()
        for schema in schemas:
            # Look at this tenant only.
            db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
            sold_out = db.query(Product.id).filter(Product.stock == 0)
            cancelled += (
                db.query(MarketplaceJob)
                .filter(MarketplaceJob.product_id.in_(sold_out), MarketplaceJob.status == "pending")
                .update({"status": "cancelled"}, synchronize_session=False)
            )
            db.commit()
            logger.info("📦 %s done", schema)
    finally:
        db.close()
    return cancelled


def mark_weekly_imports() -> None:
    """One transaction over all tenants: nothing is committed inside the loop."""
    db = SessionLocal()
    try:
        rows = db.execute(
            text("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'user_%'")
        ).all()
        db.commit()
        for (schema_name,) in rows:
            db.execute(text("SET LOCAL search_path TO {}, public".format(schema_name)))
            db.query(Product).filter(Product.sku.is_(None)).update(
                {"sku": "unknown"}, synchronize_session=False
            )
        db.commit()
    finally:
        db.close()
