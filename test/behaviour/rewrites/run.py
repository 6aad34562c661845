"""Runs every program of a folder on fresh tenants and prints, for each, what it answered and what it left behind."""
import importlib
import json
import os
import sys

import psycopg2

folder, names = sys.argv[1], sys.argv[2].split(",")
sys.path.insert(0, folder)
SCHEMAS = ["public", "user_1", "user_2"]


def reset(connection):
    with connection.cursor() as cursor:
        for schema in SCHEMAS:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            cursor.execute(f"DROP TABLE IF EXISTS {schema}.products")
            cursor.execute(f"CREATE TABLE {schema}.products (id int primary key, title text)")
            cursor.execute(f"INSERT INTO {schema}.products VALUES (1, 'one of {schema}'), (2, 'two of {schema}')")
    connection.commit()


def rows(connection):
    state = {}
    with connection.cursor() as cursor:
        for schema in SCHEMAS:
            cursor.execute(f"SELECT title FROM {schema}.products ORDER BY id")
            state[schema] = [title for (title,) in cursor.fetchall()]
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
    with base.engine.connect() as connection:
        outcome["path left on the pool"] = connection.exec_driver_sql("SHOW search_path").scalar()
    outcome["rows"] = rows(watch)
    base.engine.dispose()
    results[name] = outcome
print(json.dumps(results))
