"""VintedJobStats and vinted_job_stats in prose."""

from unittest.mock import patch

from sqlalchemy import text

import app.models as m
from app.models import Product, VintedJobStats as Stats
#                               ^^^^^^^^^^^^^^ deprecated-name fix=unsafe
from other_library import models

TABLES = ("products", "vinted_job_stats")
#                     ^^^^^^^^^^^^^^^^^^ deprecated-name fix=unsafe
LABELS = {"vinted_job_stats": "Statistics", "x": ["vinted_job_stats", "vinted job stats"]}


def work(db, stats: "m.VintedJobStats | None", VintedJobStatsReader=None):
    #                  ^^^^^^^^^^^^^^ deprecated-name fix=unsafe
    vinted_job_stats = db.query(m.VintedJobStats, Stats, Product).all()
    #                             ^^^^^^^^^^^^^^ deprecated-name fix=unsafe
    print("VintedJobStats", f"VintedJobStats {stats}", models.VintedJobStats)
    db.execute(text("SELECT count(*) FROM tenant.vinted_job_stats"))
    #                                            ^^^^^^^^^^^^^^^^ deprecated-name fix=unsafe
    db.execute(text("SELECT vinted_job_stats.id FROM marketplace_job_stats AS vinted_job_stats"))
    with patch("app.models.VintedJobStats"), patch("other_library.VintedJobStats"):
        #                  ^^^^^^^^^^^^^^ deprecated-name fix=unsafe
        return vinted_job_stats
