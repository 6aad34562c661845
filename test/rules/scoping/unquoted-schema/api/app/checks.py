import re

SCHEMA = re.compile(r"user_[0-9]+")
PREFIX = re.compile(r"user_")


def validate_schema_name(schema: str) -> str:
    if not SCHEMA.fullmatch(schema):
        raise ValueError(schema)
    return schema


def is_valid_schema_name(schema: str) -> bool:
    return SCHEMA.fullmatch(schema) is not None


def tenant_schema(user_id: int) -> str:
    return f"user_{user_id}"


def pick_schema(name: str) -> str:
    return name.strip().lower()
