"""What the endpoints return."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class ProductOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    sku: str | None
    price: float
    stock: int


class JobOut(BaseModel):
    """The client still reads `batch_id`; it goes with the next coordinated release."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    product_id: int | None
    marketplace: str
    status: str
    batch_id: str | None
    batch_job_id: int | None


class BatchOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    batch_id: str
    marketplace: str


class JobStatsResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    action_type_id: int
    marketplace: str
    date: date
    done: int
    failed: int
