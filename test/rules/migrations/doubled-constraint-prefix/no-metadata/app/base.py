from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table

NAMES = {"ck": "ck_%(table_name)s_%(constraint_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
metadata = MetaData(naming_convention=NAMES)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    CheckConstraint("id > 0", name="ck_jobs_positive"),
)
