from sqlalchemy import Column, Integer, String

from models.base import Base, TenantTable


class OAuthToken(TenantTable, Base):
    __tablename__ = "oauth_tokens"

    id = Column(Integer, primary_key=True)
    marketplace = Column(String(20), nullable=False)
    access_token = Column(String(500), nullable=False)
    refresh_token = Column(String(500))
