from sqlalchemy import text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement, Executable


class SetSchema(Executable, ClauseElement):
    def __init__(self, schema):
        self.schema = schema


@compiles(SetSchema, "postgresql")
def set_schema(element, compiler, **kw):
    return "SET search_path TO {}, public".format(compiler.preparer.quote(element.schema))
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none this construct


@compiles(SetSchema, "sqlite")
def set_nothing(element, compiler, **kw):
    return "SELECT 1"


class PostgresSpec:
    @classmethod
    def get_prequeries(cls, schema=None) -> list[str]:
        return [f'set search_path = "{schema}"'] if schema else []
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none this list

    @classmethod
    def keywords(cls):
        return ["set search_path to x", "show search_path"]

    @classmethod
    def describe(cls, schema):
        return f"SET search_path TO {schema}"


def use(db: Session, schema):
    db.execute(SetSchema(schema))
    db.execute(text("DELETE FROM jobs"))
