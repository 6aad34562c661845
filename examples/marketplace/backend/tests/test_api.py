"""Each request reaches the tenant of its user, and no other."""

from models import MarketplaceJob, Product
from tests.conftest import tenant_session


def titles(schema: str) -> list[str]:
    with tenant_session(schema) as db:
        return [product.title for product in db.query(Product).order_by(Product.id)]


def test_products_are_the_users_own(client):
    mine = client.get("/products", headers={"X-User-Id": "1"})
    theirs = client.get("/products", headers={"X-User-Id": "2"})
    assert [product["title"] for product in mine.json()] == titles("user_1")
    assert [product["title"] for product in theirs.json()] == titles("user_2")


def test_stock_changes_in_one_tenant_only(client):
    answer = client.patch("/products/1/stock?stock=7", headers={"X-User-Id": "2"})
    assert answer.json()["stock"] == 7
    with tenant_session("user_1") as db:
        assert db.get(Product, 1).stock == 3
    with tenant_session("user_2") as db:
        assert db.get(Product, 1).stock == 7


def test_jobs_are_published_in_the_users_schema(client):
    with tenant_session("user_2") as db:
        db.add(MarketplaceJob(product_id=1, marketplace="ebay"))
        db.commit()
    assert client.post("/jobs/1/publish", headers={"X-User-Id": "1"}).status_code == 404
    assert client.post("/jobs/1/publish", headers={"X-User-Id": "2"}).json()["status"] == "done"


def test_operators_count_products(client):
    assert client.get("/admin/tenants/2/products").json() == 2


def test_a_log_line_is_no_statement(client, caplog):
    caplog.set_level("INFO")
    client.delete("/products/1", headers={"X-User-Id": "1"})
    assert "SET LOCAL search_path was not needed" in caplog.text
