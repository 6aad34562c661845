from alembic import context

context.configure(connection=None)
