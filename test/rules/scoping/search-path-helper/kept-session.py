from sqlalchemy import text
from sqlalchemy.orm import Session


class SchemaManager:
    def __init__(self, db: Session) -> None:
        self.db = db

    def set_schema(self, schema: str) -> None:
        if not schema.isidentifier():
            raise ValueError(schema)
        self.current = schema
        self.db.execute(text(f"SET LOCAL search_path TO {schema}, public"))

    def reset_schema(self) -> None:
        self.db.execute(text("SET search_path TO public"))

    def count_in_schema(self, schema: str) -> int:
        self.db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return self.db.execute(text("SELECT count(*) FROM products")).scalar()

    def copy_schema(self, other: Session, schema: str) -> None:
        self.db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        other.execute(text(f"SET LOCAL search_path TO {schema}, public"))

    def use(self, schema: str) -> None:
        self.db.execute(text(f"SET LOCAL search_path TO {schema}, public"))


class Report:
    def __init__(self, manager: SchemaManager) -> None:
        self.manager = manager

    def run(self, schema: str) -> int:
        self.manager.set_schema(schema)  # 😀
#       ^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=none keeps the session
        return 1


def report(db: Session, schema: str) -> int:
    manager = SchemaManager(db)
    manager.set_schema(schema)
#   ^^^^^^^^^^^^^^^^^^ search-path-helper fix=none
    try:
        manager.use(schema)
        return manager.count_in_schema(schema)
    finally:
        manager.reset_schema()
#       ^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=none


def copied(db: Session, other: Session, schema: str) -> None:
    SchemaManager(db).copy_schema(other, schema)


def unknown(manager, schema: str) -> None:
    manager.set_schema(schema)
