"""Runs every action of a project's `calls.py` for two tenants with equal keys, on a pool of one, and prints what it answered and left."""
import json
import os
import sys

import psycopg2

sys.path.insert(0, sys.argv[1])
SCHEMAS = ["public", "user_1", "user_2"]


def reset(connection):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS public.users")
        cursor.execute("CREATE TABLE public.users (id int primary key, name text)")
        cursor.execute("INSERT INTO public.users VALUES (1, 'ann'), (2, 'bob')")
        for schema in SCHEMAS:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            cursor.execute(f"DROP TABLE IF EXISTS {schema}.offers, {schema}.products")
            cursor.execute(f"CREATE TABLE {schema}.products (id int primary key, title text)")
            cursor.execute(f"INSERT INTO {schema}.products VALUES (1, 'one of {schema}'), (2, 'two of {schema}')")
            cursor.execute(f"CREATE TABLE {schema}.offers (id int primary key, product_id int references {schema}.products)")
            cursor.execute(f"INSERT INTO {schema}.offers VALUES (1, 1)")
    connection.commit()


def rows(connection):
    state = {}
    with connection.cursor() as cursor:
        for schema in SCHEMAS:
            cursor.execute(f"SELECT title FROM {schema}.products ORDER BY id")
            state[schema] = [title for (title,) in cursor.fetchall()]
    connection.commit()
    return state


def attempt(action, *args):
    try:
        return action(*args)
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"[:300]}


watch = psycopg2.connect(os.environ["DATABASE_URL"])
reset(watch)
import base  # noqa: E402
import calls  # noqa: E402

results = {}
for name, action in calls.ACTIONS.items():
    reset(watch)
    answers = [attempt(action, schema) for schema in ("user_1", "user_2", "user_1")]
    with base.engine.connect() as connection:
        path = connection.exec_driver_sql("SHOW search_path").scalar()
    results[name] = {"answers": answers, "path left on the pool": path, "rows": rows(watch)}
    base.engine.dispose()
print(json.dumps(results))
