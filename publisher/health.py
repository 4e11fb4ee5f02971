"""Says to load balancers whether this web process lives and is ready, before any host check or session."""

from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis import Redis, RedisError

from publisher.logs import log


class HealthMiddleware:
    """`/healthz`: the process answers. `/readyz`: the database answers too. Redis is named, and does not make it
    unready:
    a web process works without."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"alive": True})
        if request.path == "/readyz":
            database, redis = database_fault(), redis_fault()
            if database or redis:
                log.warning("not_ready", database=database, redis=redis)
            # Anybody may ask, so the answer names no address; the log does.
            answer = {"ready": not database, "database": _word(database), "redis": _word(redis)}
            return JsonResponse(answer, status=503 if database else 200)
        return self.get_response(request)


def _word(fault: str) -> str:
    return "does not answer" if fault else "ok"


def database_fault() -> str:
    """Why the database does not answer; "" when it does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as fault:
        return str(fault).splitlines()[0] if str(fault) else type(fault).__name__
    return ""


def redis_fault() -> str:
    """Why Redis does not answer; "" when it does."""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as redis:
            redis.ping()
    except RedisError as fault:
        return str(fault) or type(fault).__name__
    return ""
