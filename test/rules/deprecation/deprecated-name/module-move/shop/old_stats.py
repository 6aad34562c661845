"""Figures of the shop."""

from .base import connect

DEFAULT = 3  # 😀


def load(limit: int = DEFAULT):
    return [connect() for _ in range(limit)]


def main() -> None:
    print(load())
