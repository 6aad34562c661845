from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import MarketplaceJob, BatchJob


class Repository:
    def __init__(self, db: AsyncSession):
        self.db = db
        self.last = None

    async def newest(self) -> MarketplaceJob | None:
        return (await self.db.execute(select(MarketplaceJob))).scalars().first()

    async def key(self, batch_id: str):
        job = await self.newest()
        self.last = await self.db.get(MarketplaceJob, 1)
        return job.batch_id, self.last.batch_id, [row.batch_id for row in (await self.db.scalars(select(MarketplaceJob))).all()]

    async def of(self, batch_id: str):
        return await self.db.scalars(select(MarketplaceJob).where(MarketplaceJob.batch_job_id == select(BatchJob.id).where(BatchJob.batch_id == batch_id).scalar_subquery()))


def through_relationship(batch: "BatchJob", by_id: dict[int, MarketplaceJob]):
    from app.models import BatchJob

    for job in batch.jobs:
        print(job.batch_job.batch_id)
    for job in by_id.values():
        job.batch_id += "x"
