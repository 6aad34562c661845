from alembic import op
from sqlalchemy import text
from sqlalchemy.orm import Session


def in_every_tenant(schemas, work):
    for schema in schemas:
        op.execute(f'SET LOCAL search_path TO "{schema}"')
        work()
    bind = op.get_bind()
    bind.execute(text("SET LOCAL search_path TO public"))


def at_run_time(db: Session, schema):
    db.execute(text(f'SET LOCAL search_path TO "{schema}"'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
