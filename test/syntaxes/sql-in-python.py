db.execute(text(f"SET search_path TO {schema}, public"))
db.execute(text("SELECT id FROM jobs WHERE status = 'done' AND shop = :shop"), {"shop": "update x"})
op.execute("DROP INDEX IF EXISTS ix_jobs")
op.execute(f'ALTER SCHEMA "user_{number}" RENAME TO x')  # text("SELECT 1")
op.execute(
    """
    UPDATE jobs SET name = 'it"s -- no comment' -- but this is one
    WHERE id = %(id)s AND note = 'open
    """
)
connection.exec_driver_sql(f"""SET search_path TO "{schema}" /* open""")
cursor.execute("hello", "select 1")
cursor.execute(r'select 1 where name ~ $1')
sa.text('''show search_path''')
label.text("select")
text("SELECT '" + name + "'")
def text(value="select 1"): pass
x = "SELECT plain"
db.execute(text("select {0}.jobs".format(schema) + f"{{literal}} {value!r:>10}"))
text(
    "SELECT 1 "
    f"FROM {schema}.jobs"
)
after = text
