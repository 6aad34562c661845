from sqlalchemy import text


def tenants(db):
    return db.execute(text("SELECT schema_name FROM information_schema.schemata WHERE schema_name ~ '^user_[0-9]+$'"))


def others(db):
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname !~ '^user_[0-9]+$'"))
    db.execute(text("SELECT name FROM files WHERE name LIKE 'user_%'"))
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$'"))
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'user|_%' ESCAPE '|'"))
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pg_%'"))
