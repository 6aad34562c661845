"""Gives the scopes to everybody, and the engine to nobody."""
from .listed import *
from .scopes import session_scope
