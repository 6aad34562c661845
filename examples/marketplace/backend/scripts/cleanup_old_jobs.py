"""Deletes old jobs in all tenant schemas: a dry run, unless told otherwise.

Tasks go first, then jobs, then the batches that are empty by then. One transaction per schema.
"""

import argparse
from datetime import datetime

from sqlalchemy import delete, func, select, text

from models import BatchJob, MarketplaceJob, Task
from shared.database import SessionLocal, engine


def list_schemas() -> list[str]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'user_%'")
        )
        return list(rows.scalars())


def clean(schema: str, cutoff: datetime, apply: bool) -> dict[str, int]:
    """Counts by table; nothing is kept unless `apply`."""
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        old = select(MarketplaceJob.id).where(MarketplaceJob.created_at < cutoff)
        used = select(MarketplaceJob.batch_job_id).where(MarketplaceJob.batch_job_id.is_not(None))
        counts = {
            "tasks": db.execute(delete(Task).where(Task.job_id.in_(old))).rowcount,
            "marketplace_jobs": db.execute(delete(MarketplaceJob).where(MarketplaceJob.created_at < cutoff)).rowcount,
            "batch_jobs": db.execute(
                delete(BatchJob).where(BatchJob.created_at < cutoff, BatchJob.id.not_in(used))
            ).rowcount,
        }
        if apply:
            db.commit()
        else:
            db.rollback()
        return counts


def count_left(schema: str) -> int:
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        return db.scalar(select(func.count(MarketplaceJob.id))) or 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cutoff-date", type=datetime.fromisoformat, required=True)
    parser.add_argument("--apply", action="store_true")
    options = parser.parse_args()
    for schema in list_schemas():
        try:
            counts = clean(schema, options.cutoff_date, options.apply)
        except Exception as error:
            print(f"💥 {schema}: {error}")
            continue
        print(f"{schema}: {counts}, {count_left(schema)} jobs are left")


if __name__ == "__main__":
    main()
