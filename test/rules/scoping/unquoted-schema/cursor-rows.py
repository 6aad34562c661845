import psycopg2


def drop_all(dsn):
    conn = psycopg2.connect(dsn)
    cur = conn.cursor()
    cur.execute("SELECT schema_name FROM information_schema.schemata WHERE schema_name ~ '^user_[0-9]+$'")
    for row in cur.fetchall():
        cur.execute(f"DROP SCHEMA {row[0]} CASCADE")


def drop_while_reading(dsn):
    conn = psycopg2.connect(dsn)
    with conn.cursor() as cur:
        cur.execute(cur.mogrify("SELECT nspname FROM pg_namespace WHERE nspname ~ %s", ("^user",)))
        for (schema,) in cur:
            conn.cursor().execute(f"DROP SCHEMA {schema} CASCADE")


def drop_first(dsn):
    conn = psycopg2.connect(dsn)
    with conn.cursor() as cur:
        cur.execute("SELECT nspname FROM pg_namespace")
        schema = cur.fetchone()[0]
        cur.execute(f"DROP SCHEMA {schema} CASCADE")


def drop_what_users_wrote(dsn):
    conn = psycopg2.connect(dsn)
    with conn.cursor() as cur:
        cur.execute("SELECT nspname FROM pg_namespace")
        cur.execute("SELECT name FROM users")
        schema = cur.fetchone()[0]
        cur.execute(f"DROP SCHEMA {schema} CASCADE")
#                                 ^^^^^^^^ unquoted-schema


def drop_what_another_cursor_read(dsn, other):
    conn = psycopg2.connect(dsn)
    with conn.cursor() as cur:
        cur.execute("SELECT nspname FROM pg_namespace")
        for row in other.fetchall():
            cur.execute(f"DROP SCHEMA {row[0]} CASCADE")
#                                     ^^^^^^^^ unquoted-schema


def hand_over(cur):
    cur.execute("SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace")
    for schema, table in cur.fetchall():
        describe(cur, schema, table)


def describe(cur, schema, table):
    cur.execute('SELECT * FROM "%s"."%s"' % (schema, table))
