from elsewhere.models import MarketplaceJob


def of(db, batch_id: str, job: MarketplaceJob):
    print(job.batch_id)
    return db.query(MarketplaceJob).filter(MarketplaceJob.batch_id == batch_id)
