"""a1aa

Revision ID: a1aa
Revises: 
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "a1aa"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    for schema in get_tenant_schemas():
        op.create_index(f"ix_{schema}_orders_date", "orders", ["date"], schema=schema)
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-name-in-identifier fix=unsafe
        op.create_index(op.f(f"ix_{schema}_orders_id"), "orders", ["id"], schema=schema)
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-name-in-identifier fix=unsafe
        op.create_index("ix_%s_orders_a" % schema, "orders", ["a"], schema=schema)
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-name-in-identifier fix=unsafe
        op.create_index(op.f("ix_{}_orders_b".format(schema)), "orders", ["b"], schema=schema)
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-name-in-identifier fix=unsafe
        op.create_index("ix_" + schema + "_orders_c", "orders", ["c"], schema=schema)
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-name-in-identifier fix=unsafe
        op.create_index("ix_orders_kind", "orders", ["kind"], schema=schema)
        op.execute(f'CREATE INDEX ix_{schema}_x ON "{schema}".orders (x)')
#                                 ^^^^^^^^^^^^^ tenant-name-in-identifier fix=none
    for table in ("orders", "jobs"):
        op.create_index(f"ix_{table}_date", table, ["date"])


def downgrade():
    pass
