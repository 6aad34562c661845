"""VintedJobStats and vinted_job_stats in prose."""

from unittest.mock import patch

from sqlalchemy import text

import app.models as m
from app.models import Product, MarketplaceJobStats as Stats
from other_library import models

TABLES = ("products", "marketplace_job_stats")
LABELS = {"vinted_job_stats": "Statistics", "x": ["vinted_job_stats", "vinted job stats"]}


def work(db, stats: "m.MarketplaceJobStats | None", VintedJobStatsReader=None):
    vinted_job_stats = db.query(m.MarketplaceJobStats, Stats, Product).all()
    print("VintedJobStats", f"VintedJobStats {stats}", models.VintedJobStats)
    db.execute(text("SELECT count(*) FROM tenant.marketplace_job_stats"))
    db.execute(text("SELECT vinted_job_stats.id FROM marketplace_job_stats AS vinted_job_stats"))
    with patch("app.models.MarketplaceJobStats"), patch("other_library.VintedJobStats"):
        return vinted_job_stats
