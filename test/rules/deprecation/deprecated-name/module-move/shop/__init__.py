from . import old_stats
#             ^^^^^^^^^ deprecated-name
from .old_stats import load
# expect deprecated-name: old_stats

__all__ = ["old_stats", "load"]
