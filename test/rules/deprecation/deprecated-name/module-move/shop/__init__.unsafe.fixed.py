from . import marketplace_stats
from .marketplace_stats import load

__all__ = ["marketplace_stats", "load"]
