from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


def tenant_session(schema: str):
    return SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
