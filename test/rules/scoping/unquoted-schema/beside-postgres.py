import duckdb
import psycopg


def move(schema):
    lake = duckdb.connect()
    lake.execute(f"CREATE SCHEMA {schema}")
    with psycopg.connect("dbname=app") as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
#                                          ^^^^^^^^ unquoted-schema
