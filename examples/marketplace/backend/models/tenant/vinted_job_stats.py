"""The old name of the statistics, for the callers that still say it."""

from models.tenant.marketplace_job_stats import MarketplaceJobStats


class VintedJobStats(MarketplaceJobStats):
    """Reads and writes the same table as its parent."""
