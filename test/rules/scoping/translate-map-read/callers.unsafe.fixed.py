import pytest
from fastapi import APIRouter
from sqlalchemy import create_engine

router = APIRouter()
engine = create_engine("postgresql://localhost/app")


def tenant_of():
    return engine.get_execution_options()["schema_translate_map"]


def tenant_or_none():
    try:
        return tenant_of()
    except TypeError:
        return None  # 😀


def level_of():
    return engine.get_execution_options()["isolation_level"]


def level_text():
    return str(level_of())


class Report:
    def lines(self):
        try:
            print("level")
            return [level_text()]
        except Exception:
            return []


@router.get("/map")
def read_map():
    return engine.get_execution_options().get("schema_translate_map")


def test_read_map():
    with pytest.raises(AttributeError):
        read_map()


def plain():
    return engine.get_execution_options().get("schema_translate_map")


def calls_plain():
    try:
        print("map")
    except OSError:
        plain()
    finally:
        plain()


def again(times: int):
    return again(times - 1) if times else engine.get_execution_options().get("schema_translate_map")
