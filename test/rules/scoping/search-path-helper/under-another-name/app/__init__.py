"""🧭"""
from .scope import use_schema as enter_tenant
