# fix: Give each tenant of the loop a session of its own, and qualify `products` in raw SQL
from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    for number in (1, 2):
        schema = f"user_{int(number)}"
        set_path(db, schema)
        db.execute(text("""
            UPDATE products
            SET title = :title
            WHERE id = 2
        """), {"title": f"looped of {schema}"})
        db.query(Product).filter(Product.id == 1).update({"title": f"mapped of {schema}"}, synchronize_session=False)
        db.commit()
    db.close()
