from pydantic import BaseModel, ConfigDict


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
