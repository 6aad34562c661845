from sqlalchemy import text


def get_tenant_schemas(connection):
    rows = connection.execute(text("SELECT schema_name FROM information_schema.schemata WHERE schema_name ~ '^user_[0-9]+$'"))
    return [row[0] for row in rows]


def all_schemas(connection):
    return ["template_tenant", *get_tenant_schemas(connection)]
