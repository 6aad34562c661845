"""Each request reaches the tenant of its user, and no other."""

from models import ImportRun, MarketplaceJob, Product, Task
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


def test_jobs_are_started_retried_and_cancelled(client):
    with tenant_session("user_1") as db:
        db.add(MarketplaceJob(id=1, product_id=1, marketplace="vinted"))
        db.flush()
        db.add(Task(job_id=1, name="upload"))
        db.commit()
    headers = {"X-User-Id": "1"}
    steps = [client.post(f"/jobs/1/{step}", headers=headers).json()["status"] for step in ["start", "retry", "cancel"]]
    assert steps == ["running", "pending", "cancelled"]
    assert client.get("/jobs/1/tasks", headers=headers).json() == ["upload"]
    with tenant_session("user_1") as db:
        assert db.query(Task).one().retry_count == 1


def test_operators_list_their_own_imports(client):
    with tenant_session("user_2") as db:
        db.add(ImportRun(source="shop"))
        db.commit()
    assert client.get("/admin/imports", headers={"X-User-Id": "1"}).json() == []
    assert client.get("/admin/imports", headers={"X-User-Id": "2"}).json() == ["shop"]


def test_one_product_is_read(client):
    assert client.get("/products/2", headers={"X-User-Id": "2"}).json()["title"] == "table of user_2"
    assert client.get("/stats/vinted", headers={"X-User-Id": "2"}).json() == []
