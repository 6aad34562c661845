"""Creates fresh test batches, three per tenant, and verifies them."""

import argparse
import uuid

from sqlalchemy import func, select

from models import BatchJob, MarketplaceJob, Product
from shared.database import SessionLocal
from shared.schema_utils import SchemaManager

PLAN = {"vinted": 3, "ebay": 3, "etsy": 2}


def create_batches(user_id: int) -> None:
    with SessionLocal() as db:
        with SchemaManager(db, user_id):
            product = Product(title="test product", price=1, stock=1)
            db.add(product)
            db.flush()
            for marketplace, jobs in PLAN.items():
                batch = BatchJob(batch_id=f"test-{uuid.uuid4()}", marketplace=marketplace)
                db.add(batch)
                db.flush()
                for _ in range(jobs):
                    db.add(
                        MarketplaceJob(
                            product_id=product.id,
                            marketplace=marketplace,
                            batch_id=batch.batch_id,
                            batch_job_id=batch.id,
                        )
                    )
            db.flush()
        db.commit()


def verify(user_id: int) -> dict[str, int]:
    """The jobs of the test batches, by marketplace."""
    with SessionLocal() as db:
        with SchemaManager(db, user_id):
            statement = (
                select(BatchJob.marketplace, func.count(MarketplaceJob.id))
                .join(MarketplaceJob, MarketplaceJob.batch_job_id == BatchJob.id)
                .where(BatchJob.batch_id.like("test-%"))
                .group_by(BatchJob.marketplace)
            )
            return {marketplace: jobs for marketplace, jobs in db.execute(statement)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("user_id", type=int, nargs="+")
    parser.add_argument("--verify", action="store_true")
    options = parser.parse_args()
    for user_id in options.user_id:
        if not options.verify:
            create_batches(user_id)
        print(f"user_{user_id}: {verify(user_id)}")


if __name__ == "__main__":
    main()
