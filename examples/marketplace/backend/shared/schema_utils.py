"""Everything about schemas: the deprecated path helpers, and helpers that stay."""

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

SCHEMA_NAME = re.compile(r"user_[0-9]+")


def validate_schema_name(schema: str) -> str:
    """The schema's name, or ValueError when it is not a tenant's."""
    if not SCHEMA_NAME.fullmatch(schema):
        raise ValueError(f"not a tenant schema: {schema!r}")
    return schema


def schema_exists(db: Session, schema: str) -> bool:
    query = text("SELECT 1 FROM information_schema.schemata WHERE schema_name = :schema")
    return db.execute(query, {"schema": schema}).first() is not None


def list_tenant_schemas(db: Session) -> list[str]:
    """Every tenant's schema, the template left out."""
    query = text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$' ORDER BY 1")
    return list(db.execute(query).scalars().all())


def set_search_path_safe(db: Session, schema: str) -> None:
    """Deprecated: the path, after a look at the name."""
    schema = validate_schema_name(schema)
    db.execute(text(f"SELECT set_config('search_path', '{schema}, public', true)"))


def restore_search_path(db: Session, schema: str) -> None:
    """Deprecated: say the path again, because the last commit dropped it."""
    schema = validate_schema_name(schema)
    db.execute(text('SET LOCAL search_path TO "%s", public' % schema))


def commit_and_restore_path(db: Session, schema: str) -> None:
    """Deprecated: commit, then say the path again."""
    schema = validate_schema_name(schema)
    db.commit()
    db.execute(text('SET LOCAL search_path TO "{}", public'.format(schema)))


def restore_after_rollback(db: Session, schema: str) -> None:
    """Deprecated: roll back, then say the path again."""
    schema = validate_schema_name(schema)
    db.rollback()
    db.execute(text(f"set local search_path = {schema}, public"))


class SchemaManager:
    """Deprecated: a block inside which the session's path is the tenant's."""

    def __init__(self, db: Session, user_id: int) -> None:
        self.db = db
        self.user_id = user_id

    def __enter__(self) -> Session:
        self.db.execute(text(f"SET LOCAL search_path TO user_{self.user_id:d}, public"))
        return self.db

    def __exit__(self, *exc_info: object) -> None:
        self.db.execute(text("SET LOCAL search_path TO public"))
