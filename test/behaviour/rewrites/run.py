"""Runs every program of a folder on fresh tenants and prints, for each, what it answered and what it left behind."""
import gc
import importlib
import json
import os
import sys

import psycopg2
import sqlalchemy.exc

folder, names = sys.argv[1], sys.argv[2].split(",")
sys.path.insert(0, folder)
SCHEMAS = ["public", "user_1", "user_2"]


def reset(connection):
    with connection.cursor() as cursor:
        for schema in SCHEMAS:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            cursor.execute(f"DROP TABLE IF EXISTS {schema}.products, {schema}.offers")
            cursor.execute(f"CREATE TABLE {schema}.products (id int primary key, title text)")
            cursor.execute(f"INSERT INTO {schema}.products VALUES (1, 'one of {schema}'), (2, 'two of {schema}')")
            cursor.execute(f"CREATE TABLE {schema}.offers (id int primary key, product_id int, title text)")
            cursor.execute(f"INSERT INTO {schema}.offers VALUES (1, 1, 'offer of {schema}')")
        cursor.execute("DROP TABLE IF EXISTS public.tenants")
        cursor.execute("CREATE TABLE public.tenants (name text primary key, runs int)")
        cursor.execute("INSERT INTO public.tenants VALUES ('user_1', 0), ('user_2', 0)")
    connection.commit()


def rows(connection):
    state = {}
    with connection.cursor() as cursor:
        for schema in SCHEMAS:
            cursor.execute(f"SELECT title FROM {schema}.products ORDER BY id")
            state[schema] = [title for (title,) in cursor.fetchall()]
            cursor.execute(f"SELECT title FROM {schema}.offers ORDER BY id")
            state[f"{schema}.offers"] = [title for (title,) in cursor.fetchall()]
        cursor.execute("SELECT name || ' ' || coalesce(runs, 0) FROM public.tenants ORDER BY name")
        state["tenants"] = [line for (line,) in cursor.fetchall()]
    connection.commit()
    return state


def attempt(action):
    try:
        return {"answer": action()}
    except Exception as error:
        return {"raised": type(error).__name__}


results = {}
watch = psycopg2.connect(os.environ["DATABASE_URL"])
for name in names:
    reset(watch)
    module = importlib.import_module(name)
    base = sys.modules["base"]
    loops = "def run(*schemas)" in open(os.path.join(folder, f"{name}.py"), encoding="utf-8").read()
    # Two tenants with the same keys, one after the other, on a pool that holds one connection.
    outcome = attempt(lambda: module.run("user_1", "user_2") if loops else [module.run("user_1"), module.run("user_2")])
    gc.collect()
    try:
        with base.engine.connect() as connection:
            outcome["path left on the pool"] = connection.exec_driver_sql("SHOW search_path").scalar()
    except sqlalchemy.exc.TimeoutError:
        outcome["path left on the pool"] = "the program keeps the connection"
    with watch.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    watch.commit()
    outcome["rows"] = rows(watch)
    base.engine.dispose()
    results[name] = outcome
print(json.dumps(results))
