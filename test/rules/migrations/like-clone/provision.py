from sqlalchemy import text


def create_tenant(db, schema):
    db.execute(text(f'CREATE TABLE "{schema}".jobs (LIKE template_tenant.jobs INCLUDING ALL)'))
#                                                        ^^^^^^^^^^^^^^^^^^^^ like-clone
    db.execute(text(f"CREATE TABLE IF NOT EXISTS {schema}.tasks (LIKE template_tenant.tasks INCLUDING DEFAULTS)"))
#                                                                     ^^^^^^^^^^^^^^^^^^^^^ like-clone every foreign key of `tasks` and keeps the defaults of serial columns
    db.execute(text("CREATE TEMP TABLE staging (LIKE jobs INCLUDING ALL)"))
    db.execute(text("SELECT 1 FROM jobs WHERE name LIKE 'template_tenant.jobs'"))


def archive(db, schema, other):
    db.execute(text(f'CREATE TABLE "{schema}".old_jobs (LIKE "{schema}".jobs INCLUDING ALL)'))
    db.execute(text('CREATE TABLE {}.old_jobs (LIKE {}.jobs INCLUDING ALL)'.format(schema, schema)))
    db.execute(text('CREATE TABLE {}.jobs (LIKE {}.jobs INCLUDING ALL)'.format(schema, other)))
#                                               ^^^^^^^ like-clone
