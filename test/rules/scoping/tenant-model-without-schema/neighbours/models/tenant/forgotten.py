from sqlalchemy import Column, Integer

from models.base import Base


class Forgotten(Base):
#     ^^^^^^^^^ tenant-model-without-schema fix=unsafe while 4 of the 5 models
    id = Column(Integer, primary_key=True)
    __tablename__ = "forgotten"
