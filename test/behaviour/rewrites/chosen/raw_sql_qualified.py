# fix: Bind the session to the tenant's engine, and qualify `products` in raw SQL
from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    if schema not in ("user_1", "user_2"):
        raise ValueError(schema)
    with SessionLocal() as db:
        set_path(db, schema)
        db.execute(text("UPDATE products SET title = '{}' || :rest WHERE id = 1"), {"rest": f" of {schema}"})  # kept
        count = db.query(Product).count()
        rows = db.execute(
            text(
                "SELECT p.title "
                f"FROM products p WHERE p.id <= {count} "
                "ORDER BY p.id"
            )
        )
        titles = [title for (title,) in rows]
        db.commit()
        return titles
