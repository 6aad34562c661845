from sqlalchemy import Column, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class OldStats(Base):
    # expect deprecated-name fix=safe: OldStats
    __tablename__ = "old_stats"
    #               ^^^^^^^^^^^ deprecated-name fix=none
    __table_args__ = (UniqueConstraint("day"), {"schema": "tenant"})
    id = Column(Integer, primary_key=True)
    day = Column(Integer)


class Line(Base):
    __tablename__ = "lines"
    __table_args__ = {"schema": "tenant"}
    stats_id = Column(ForeignKey("tenant.old_stats.id"), primary_key=True)
    #                            ^^^^^^^^^^^^^^^^^^^^^ deprecated-name fix=none
