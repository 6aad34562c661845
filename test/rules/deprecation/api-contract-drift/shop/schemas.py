from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Base(BaseModel):
    id: int


class JobResponse(Base):
    status: str
    batch_job_id: int | None


class BatchResponse(Base):
    batch_id: str


class OpenResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Stats(Base):
    done: int


class Buyer(Base):
    city: str


class Invoice(Base):
    """No name says that it is a response: the route below does."""

    total: int
    kind_: str = Field(alias="kind")
    lines: list["InvoiceLine"] = []
    buyer: Buyer


class InvoiceCreate(BaseModel):
    total: int
    secret: str


class Session(Base):
    token: str


class Versioned(Base):
    now: int


class Generated(Base):
    now: int


class Parsed(Base):
    issued: int
    now: int


class Tier(Base):
    bound: int
    unit_amount: int
    currency: str


class Shipment(Base):
    left: str
    now: int


class Delivery(Base):
    city: str
    now: int


class Parcel(Base):
    weight: int
    kind: Annotated[str, Field(alias="type")]


class ParcelCreateDTO(Base):
    note: str
