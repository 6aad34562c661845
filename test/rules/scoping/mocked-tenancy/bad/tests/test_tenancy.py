from unittest.mock import AsyncMock, MagicMock

from sqlalchemy.orm import Session


def test_options() -> None:
    db = MagicMock(spec=Session)
    run(db)
    db.execution_options.assert_called_once_with(schema_translate_map={"tenant": "user_1"})
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mocked-tenancy fix=none `db` is a mock


def test_path() -> None:
    db = AsyncMock()
    run(db)
    assert "SET LOCAL search_path" in str(db.execute.call_args_list[0])
    db.connection.assert_called_with(execution_options={"schema_translate_map": {"tenant": "user_1"}})
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mocked-tenancy


def test_other_things(tenant_session) -> None:
    mailer = MagicMock()
    run(tenant_session, mailer)
    mailer.send.assert_called_once_with("hello")
    assert mailer.send.called
    assert tenant_session.get_bind().get_execution_options()["schema_translate_map"] == {"tenant": "user_1"}
    # The mock has no part in what is said about the path.
    db = MagicMock()
    db.commit.assert_called_once()
