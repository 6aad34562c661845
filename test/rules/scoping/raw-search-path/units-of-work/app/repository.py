from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import Product


class ProductRepository:
    def __init__(self, session: Session):
        self.session = session

    def titles(self) -> list[str]:
        return [product.title for product in self.session.query(Product)]

    def count(self) -> int:
        return self.session.execute(text("SELECT count(*) FROM products")).scalar_one()
