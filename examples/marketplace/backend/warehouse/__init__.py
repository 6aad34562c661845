"""Stock by location: the first package that was written with Mapped[]."""

from warehouse.models import ReorderRule, StockCount, StockLocation, StockMovement, WarehouseBase

__all__ = ["ReorderRule", "StockCount", "StockLocation", "StockMovement", "WarehouseBase"]
