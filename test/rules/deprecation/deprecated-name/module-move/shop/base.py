def connect() -> str:
    return "connected"
