"""Background imports: each opens its own session."""

import logging
from decimal import Decimal

from sqlalchemy import text

from models import ImportRun, Product
from services import marketplace_client
from shared.database import SessionLocal
from shared.schema_utils import (
    SchemaManager,
    commit_and_restore_path,
    list_tenant_schemas,
    restore_after_rollback,
    set_search_path_safe,
)

logger = logging.getLogger(__name__)


def import_products(user_id: int, source: str) -> int:
    """Runs in the background, after the request has been answered."""
    schema_name = f"user_{user_id}"
    db = SessionLocal()
    try:
        # Scope the session to the tenant.
        db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
        run = ImportRun(source=source)
        db.add(run)
        db.commit()
        rows = marketplace_client.fetch_products(source)
        # The commit dropped the path.
        db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
        for row in rows:
            db.add(Product(title=row["title"], sku=row["sku"], price=Decimal(row["price"]), stock=0))
        run.imported = len(rows)
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
        logger.info("🚚 %s products from %s", run.imported, run.source)
        return len(rows)
    finally:
        db.close()


def delete_empty_runs(user_id: int) -> None:
    schema_name = f"user_{user_id}"
    with SessionLocal() as db:
        set_search_path_safe(db, schema_name)
        db.query(ImportRun).filter(ImportRun.imported == 0).delete(synchronize_session=False)
        commit_and_restore_path(db, schema_name)
        logger.info("%s runs are left", db.query(ImportRun).count())


def rename_source(user_id: int, old: str, new: str) -> None:
    schema_name = f"user_{user_id}"
    with SessionLocal() as db:
        set_search_path_safe(db, schema_name)
        try:
            db.query(ImportRun).filter(ImportRun.source == old).update({"source": new})
            db.commit()
        except ValueError:
            restore_after_rollback(db, schema_name)
            raise


def count_runs(user_id: int) -> int:
    with SessionLocal() as db:
        with SchemaManager(db, user_id):
            return db.query(ImportRun).count()


def count_tenants() -> int:
    with SessionLocal() as db:
        return len(list_tenant_schemas(db))
