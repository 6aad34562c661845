"""Moves the refresh tokens of all tenants to the new application, schema after schema."""

import argparse

from sqlalchemy import text

from models import OAuthToken
from shared.database import SessionLocal
from shared.schema_utils import restore_search_path


def migrate_tokens(marketplace: str) -> int:
    """Answers how many tokens were changed."""
    db = SessionLocal()
    changed = 0
    try:
        rows = db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$'")).all()
        db.commit()
        for row in rows:
            schema = row[0]
            db.execute(
                text(
                    "SET LOCAL search_path "
                    f"TO {schema}, public"
                )
            )
            changed += (
                db.query(OAuthToken)
                .filter(OAuthToken.marketplace == marketplace)
                .update({"refresh_token": None}, synchronize_session=False)
            )
            db.commit()
        # Back to public, so that nothing that follows lands in a tenant.
        db.execute(text("SET LOCAL search_path TO public"))
        return changed
    finally:
        db.close()


def count_tokens(schemas: list[str]) -> int:
    total = 0
    with SessionLocal() as db:
        for schema in schemas:
            restore_search_path(db, schema)
            total += db.query(OAuthToken).count()
            db.commit()
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("marketplace", choices=["vinted", "ebay", "etsy"])
    print(migrate_tokens(parser.parse_args().marketplace))


if __name__ == "__main__":
    main()
