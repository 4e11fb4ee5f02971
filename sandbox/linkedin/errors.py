"""LinkedIn's error bodies.

Source: learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling; the codes are those of the Posts API.
"""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals

THROTTLED = "Resource level throttle {} DAY limit for calls to this resource is reached."


def error(status: int, code: str, message: str, service_code: int = 0) -> Answer:
    body = {"message": message, "status": status, "code": code}
    return Answer(status, {**body, "serviceErrorCode": service_code} if service_code else body)


def invalid(code: str, message: str) -> Refusal:
    """A field the API finds fault with."""
    answer = error(400, code, message)
    answer.content["errorDetails"] = {"inputErrors": [{"code": code, "description": message}]}
    return Refusal(answer)


def denied(what: str) -> Refusal:
    return Refusal(error(403, "ACCESS_DENIED", f"Not enough permissions to access: {what}", 100))


def not_found() -> Refusal:
    return Refusal(error(404, "NOT_FOUND", "Could not find entity"))


def unauthorized(code: str, message: str) -> Answer:
    return error(401, code, message, 65600)


def duplicate(urn: str) -> Answer:
    message = f"Content is a duplicate of {urn}"
    answer = error(422, "DUPLICATE_POST", message)
    answer.content["errorDetails"] = {"inputErrors": [{"code": "DUPLICATE_POST", "description": message}]}
    return answer


def too_many(whose: str = "APPLICATION_AND_MEMBER") -> Answer:
    """One of the day's two counters is used up. LinkedIn does not say when to come again."""
    return error(429, "TOO_MANY_REQUESTS", THROTTLED.format(whose), 101)


REFUSALS: Refusals = {
    "app_limit": lambda: too_many("APPLICATION"),
    "permission": lambda: denied("partnerApiPostsExternal.CREATE").answer,
    "misconfigured": lambda: error(426, "NONEXISTENT_VERSION", "Requested version 20250101 is not active"),
    "content": lambda: invalid("FIELD_LENGTH_TOO_LONG", "The commentary is longer than 3000 characters").answer,
    "media": lambda: invalid("MEDIA_ASSET_PROCESSING_FAILED", "The processing of the media asset failed").answer,
    "not_ready": lambda: invalid("MEDIA_ASSET_WAITING_UPLOAD", "The media asset waits for its upload").answer,
}
