from fastapi.testclient import TestClient

from app import app

client = TestClient(app, raise_server_exceptions=True).__enter__()


def get(url):
    def call(schema):
        response = client.get(url, headers={"x-user": schema[-1], "x-tenant": schema})
        return [response.status_code, response.json()]

    return call


ACTIONS = {route.path: get(route.path) for route in app.routes if hasattr(route, "dependant")}
