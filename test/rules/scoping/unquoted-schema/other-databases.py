from sqlalchemy import create_engine, text

engine = create_engine("mysql+mysqlconnector://localhost/app")


def prepare(schema: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        connection.execute(text(f"SELECT '🚀' FROM {schema}.jobs"))
