"""The loop that every revision of a tenant table uses."""

from collections.abc import Callable
from functools import wraps

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection


def tenant_schemas(connection: Connection) -> list[str]:
    """The template, then every tenant."""
    rows = connection.execute(
        sa.text(
            "SELECT nspname FROM pg_namespace "
            "WHERE nspname = 'template_tenant' OR nspname ~ '^user_[0-9]+$' ORDER BY nspname"
        )
    )
    return list(rows.scalars())


def for_each_tenant_schema(step: Callable[[str], None]) -> Callable[[], None]:
    """Makes `upgrade(schema)` the `upgrade()` that Alembic calls."""

    @wraps(step)
    def run() -> None:
        for schema in tenant_schemas(op.get_bind()):
            step(schema)

    return run
