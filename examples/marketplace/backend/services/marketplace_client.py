"""The marketplaces' own interfaces, as far as this sample needs them."""


def publish(marketplace: str, product_id: int) -> bool:
    """Whether the marketplace accepted the product."""
    return marketplace in {"vinted", "ebay", "etsy"} and product_id > 0


def fetch_products(source: str) -> list[dict[str, str]]:
    """The rows of an import source."""
    return [{"title": f"{source} {number}", "sku": f"{source}-{number}", "price": "9.90"} for number in range(3)]
