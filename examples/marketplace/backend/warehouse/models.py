from datetime import date

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class WarehouseBase(DeclarativeBase):
    pass


class StockLocation(WarehouseBase):
    __tablename__ = "stock_locations"
    __table_args__ = {"schema": "tenant"}

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(80))


class StockMovement(WarehouseBase):
    __tablename__ = "stock_movements"
    __table_args__ = {"schema": "tenant"}

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("stock_locations.id", name="fk_movements_source"))
    target_id: Mapped[int] = mapped_column(ForeignKey("tenant.stock_locations.id", name="fk_movements_target"))
    quantity: Mapped[int]


class StockCount(WarehouseBase):
    __tablename__ = "stock_counts"
    __table_args__ = (
        ForeignKeyConstraint(["location_id"], ["stock_locations.id"], name="fk_counts_location"),
        {"schema": "tenant"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int]
    counted_on: Mapped[date]
    quantity: Mapped[int]


class ReorderRule(WarehouseBase):
    __tablename__ = "reorder_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("tenant.stock_locations.id", name="fk_rules_location"))
    minimum: Mapped[int]
