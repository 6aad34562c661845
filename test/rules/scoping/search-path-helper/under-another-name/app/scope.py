from sqlalchemy import text as sql


def use_schema(db, schema: str) -> None:
    db.execute(sql(f"SET LOCAL search_path TO {schema}, public"))
