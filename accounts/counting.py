"""Counts in Redis, which may be away or wiped at any moment: then nothing was counted."""

from contextlib import suppress
from functools import cache

from django.conf import settings
from redis import Redis, RedisError


@cache
def _at(address: str) -> Redis:
    return Redis.from_url(address, socket_timeout=0.2, socket_connect_timeout=0.2)


def count(name: str, seconds: int) -> int:
    """One more; how many those are. All are forgotten so many seconds after the last."""
    try:
        with _at(settings.REDIS_URL).pipeline(transaction=False) as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, seconds)
            return int(pipeline.execute()[0])
    except RedisError:
        return 0


def counted(*names: str) -> list[int]:
    try:
        return [int(number or 0) for number in _at(settings.REDIS_URL).mget(names)]
    except RedisError:
        return [0] * len(names)


def forget(name: str) -> None:
    with suppress(RedisError):
        _at(settings.REDIS_URL).delete(name)
