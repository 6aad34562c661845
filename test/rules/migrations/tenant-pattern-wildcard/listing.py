from sqlalchemy import text


def tenants(db):
    return db.execute(text("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'user_%'"))
#                                                                                                 ^^^^^^^^^^^^^ tenant-pattern-wildcard fix=unsafe


def others(db):
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'user_%'"))
#                                                                   ^^^^^^^^^^^^^^^^^ tenant-pattern-wildcard fix=unsafe
    db.execute(text("SELECT name FROM files WHERE name LIKE 'user_%'"))
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$'"))
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'user|_%' ESCAPE '|'"))
    db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pg_%'"))
