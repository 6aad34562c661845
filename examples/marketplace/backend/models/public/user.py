from sqlalchemy import Boolean, Column, Integer, String

from models.base import Base


class User(Base):
    __tablename__ = "users"
    __table_args__ = {"schema": "public"}

    id = Column(Integer, primary_key=True)
    email = Column(String(255), nullable=False)
    is_active = Column(Boolean, nullable=False, default=True)

    @property
    def schema_name(self) -> str:
        return f"user_{self.id}"
