from shared.database import SessionLocal, set_search_path_safe
#                                         ^^^^^^^^^^^^^^^^^^^^ search-path-helper


def process(user_id: int) -> str:
    with SessionLocal() as db:
        set_search_path_safe(db, user_id)
#       ^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=none
        return "done"


def clean() -> str:
    return "clean"
