from importlib import import_module

other = import_module(
    "json.decoder"
)
