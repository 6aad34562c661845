"""Gives a new customer a schema of their own, made like the template."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# Kept by hand: every table of the template belongs here.
TENANT_TABLES = [
    "products",
    "batch_jobs",
    "marketplace_jobs",
    "tasks",
    "import_runs",
    "price_history",
    "oauth_tokens",
    "stock_alerts",
    "vinted_job_stats",
    "stock_locations",
]


def create_tenant(db: Session, user_id: int) -> str:
    """Creates the schema and its tables; a table that the template lacks is passed over."""
    schema = f"user_{user_id}"
    quote = db.get_bind().dialect.identifier_preparer.quote
    db.execute(text(f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}"))
    for table in TENANT_TABLES:
        name = quote(table)
        if db.execute(text("SELECT to_regclass(:name)"), {"name": f"template_tenant.{table}"}).scalar() is None:
            continue
        db.execute(text(f"CREATE TABLE {quote(schema)}.{name} (LIKE template_tenant.{name} INCLUDING ALL)"))
    db.commit()
    return schema


def clone_products(db: Session, user_id: int) -> None:
    db.execute(text(f"CREATE TABLE user_{user_id}.products (LIKE template_tenant.products INCLUDING ALL)"))
    db.commit()


def clone_import_runs(db: Session, user_id: int) -> None:
    connection = db.connection()
    connection.exec_driver_sql(f"create table user_{user_id}.import_runs (like template_tenant.import_runs including all)")
    db.commit()


def find_products_like(db: Session, user_id: int, pattern: str) -> list[str]:
    """No clone: LIKE compares a title, "INCLUDING ALL" of them."""
    statement = text(f"SELECT title FROM user_{user_id}.products WHERE title LIKE :pattern")
    return list(db.execute(statement, {"pattern": pattern}).scalars())


def is_tenant(schema: str) -> bool:
    return schema.startswith("user_") and schema[5:].isdigit()


def list_candidates(db: Session) -> list[str]:
    statement = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'user_%' ORDER BY 1")
    return list(db.execute(statement).scalars())


def list_escaped(db: Session) -> list[str]:
    statement = text(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'user\_%' ORDER BY 1")
    return list(db.execute(statement).scalars())


def list_mail_of_robots(db: Session) -> list[str]:
    statement = text("SELECT email FROM public.users WHERE email LIKE 'robot%@example.com'")
    return list(db.execute(statement).scalars())
