from sqlalchemy import Column, DateTime, ForeignKey, Integer, String

from models.base import Base


class RefreshToken(Base):
    __tablename__ = "refresh_tokens"
    __table_args__ = {"schema": "public"}

    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("public.users.id", name="fk_refresh_tokens_user"), nullable=False)
    digest = Column(String(64), nullable=False)
    expires_at = Column(DateTime(timezone=True), nullable=False)
