import duckdb


def attach(con, name: str):
    con.execute(f"SET schema '{name}'")
    con.execute(f"SET search_path = '{name}'")
    duckdb.connect().execute(f"SET SCHEMA '{name}'")
