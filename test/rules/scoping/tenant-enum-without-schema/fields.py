import enum
from typing import Optional

from sqlmodel import Field, SQLModel


class Status(str, enum.Enum):
    new = "new"


class Job(SQLModel, table=True):
    __table_args__ = {"schema": "tenant"}
    id: int = Field(primary_key=True)
    status: Status
#           ^^^^^^ tenant-enum-without-schema Type `status` of `job.status`
    earlier: Optional[Status] = Field(default=None, index=True)
#                     ^^^^^^ tenant-enum-without-schema
    title: str


class Message(SQLModel):
    status: Status
