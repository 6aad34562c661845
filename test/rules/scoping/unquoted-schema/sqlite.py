import sqlite3

connection = sqlite3.connect("cache.db")


def attached(schema: str, table: str) -> list:
    return connection.execute(f"SELECT * FROM {schema}.{table} -- 🗃️").fetchall()
