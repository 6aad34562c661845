from unittest.mock import patch

import shared.database
from shared.database import list_schemas, set_user_schema
#                                         ^^^^^^^^^^^^^^^ search-path-helper
from shared.database import set_user_schema as scope
#                           ^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper


def run(db):
    set_user_schema(db, 1)
#   ^^^^^^^^^^^^^^^ search-path-helper
    shared.database.set_user_schema(db, 1)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper
    scope(db, 2)
#   ^^^^^ search-path-helper
    return list_schemas(db)


def test_run():
    with patch("shared.database.set_user_schema"):
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper
        pass
    with patch("app.jobs.list_schemas"):
        pass
