from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String, UniqueConstraint

from models.base import Base


class MarketplaceJobStats(Base):
    """How many jobs of one kind ended well or badly on one day and marketplace."""

    __tablename__ = "marketplace_job_stats"
    __table_args__ = (
        UniqueConstraint(
            "action_type_id",
            "marketplace",
            "date",
            name="uq_marketplace_job_stats_action_marketplace_date",
        ),
        CheckConstraint("marketplace IN ('vinted', 'ebay', 'etsy')", name="ck_job_stats_marketplace"),
        {"schema": "tenant"},
    )

    id = Column(Integer, primary_key=True)
    action_type_id = Column(ForeignKey("public.action_types.id", name="fk_job_stats_action"), nullable=False)
    marketplace = Column(String(20), nullable=False, default="vinted", server_default="vinted")
    date = Column(Date, nullable=False)
    done = Column(Integer, nullable=False, default=0, server_default="0")
    failed = Column(Integer, nullable=False, default=0, server_default="0")
