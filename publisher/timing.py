"""Says with every answer what it cost the server, for whoever measures: `Server-Timing`, never in production."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class Queries:
    """Counts the queries of one thread's connection while it is an execute wrapper."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        self.count += 1
        return execute(*query)


class TimingMiddleware:
    """`Server-Timing: total;dur=12.3, queries;desc=7`: milliseconds from here to the whole answer, and the number of
    queries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, queries = time.perf_counter(), Queries()
        with connection.execute_wrapper(queries):
            answer = self.get_response(request)
        took = (time.perf_counter() - began) * 1000
        answer.headers["Server-Timing"] = f"total;dur={took:.1f}, queries;desc={queries.count}"
        return answer
