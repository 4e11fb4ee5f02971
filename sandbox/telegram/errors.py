"""The Bot API's refusals. Source: core.telegram.org/bots/api, making requests and ResponseParameters."""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals

PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


def error(status: int, words: str = "") -> Answer:
    prefix = PREFIXES.get(status, "Internal Server Error")
    description = f"{prefix}: {words}" if words else prefix
    return Answer(status, {"ok": False, "error_code": status, "description": description})


def bad_request(words: str) -> Refusal:
    return Refusal(error(400, words))


def forbidden(words: str) -> Refusal:
    return Refusal(error(403, words))


def too_many(seconds: int) -> Answer:
    body = {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {seconds}"}
    return Answer(429, {**body, "parameters": {"retry_after": seconds}}, {"Retry-After": str(seconds)})


REFUSALS: Refusals = {
    "permission": lambda: error(403, "bot is not a member of the channel chat"),
    "misconfigured": lambda: error(400, "group chat was upgraded to a supergroup chat"),
    "content": lambda: error(400, "message is too long"),
    "media": lambda: error(400, "PHOTO_INVALID_DIMENSIONS"),
}
