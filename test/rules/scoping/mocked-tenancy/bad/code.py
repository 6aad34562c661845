from unittest.mock import MagicMock


def demo() -> None:
    db = MagicMock()
    db.execution_options.assert_called_once_with(schema_translate_map={"tenant": "user_1"})
