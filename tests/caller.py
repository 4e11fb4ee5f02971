"""A machine that calls the API with a key."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import ApiKey, Brand, Market, User
from accounts.models.key import Scope

ALL = tuple(Scope)


class Caller:
    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """`body` becomes JSON. Underscores in header names stand for dashes."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        authorization = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        data = {"data": body, "content_type": "application/json"} if body is not None else {}
        send = getattr(self.client, method.lower())
        answer: HttpResponse = send(f"/api/v1/{path}", headers={**authorization, **given}, **data)
        return answer

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.ask("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.ask("PATCH", path, body, **headers)

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> HttpResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer: HttpResponse = self.client.post(
            f"/api/v1/{path}", fields, headers={"Authorization": f"Bearer {self.secret}", **given}
        )
        return answer


MakeKey = Callable[..., Caller]


@pytest.fixture
def made(erika: User, aurora: Brand, spain: Market) -> Callable[..., tuple[ApiKey, str]]:
    """A key for Aurora in Spain and its secret."""

    def make(*scopes: str, **more: Any) -> tuple[ApiKey, str]:
        where = {"brands": [aurora], "markets": [spain], **more}
        return ApiKey.make(erika, "DAM", scopes or ALL, **where)

    return make


@pytest.fixture
def caller(made: Callable[..., tuple[ApiKey, str]]) -> Caller:
    """With all scopes, for Aurora in Spain."""
    return Caller(made()[1])
