"""X's refusals: `application/problem+json` with a type, a title, a detail, and the single faults of a bad request.

Sources: docs.x.com, x-api/fundamentals/response-codes-and-errors; openapi.json (Problem and its kinds).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals

PROBLEMS = "https://api.x.com/2/problems/"
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
NOT_PERMITTED = "You are not permitted to perform this action."


def problem(status: int, detail: str = "", kind: str = "", **more: Any) -> Answer:
    """`kind` is the last part of the type; a plain status has none and is `about:blank`."""
    title = HTTPStatus(status).phrase
    body = {"title": title, "type": PROBLEMS + kind if kind else "about:blank", "status": status}
    return Answer(status, {**body, "detail": detail or title, **more})


def invalid(message: str, **parameters: Any) -> Refusal:
    """One parameter, or several, of a request that X does not take."""
    fault = {"parameters": {name: [str(value)] for name, value in parameters.items()}, "message": message}
    detail = "One or more parameters to your request was invalid."
    return Refusal(Answer(400, {"errors": [fault], "title": "Invalid Request", "detail": detail,
                                "type": PROBLEMS + "invalid-request"}))  # fmt: skip


def forbidden(detail: str) -> Refusal:
    return Refusal(problem(403, detail))


def too_many() -> Answer:
    """When to come again stands in x-rate-limit-reset alone."""
    return problem(429)


def bad_grant(error: str, description: str, status: int = 400) -> Refusal:
    """What the token endpoint says (RFC 6749, 5.2), in X's words."""
    return Refusal(Answer(status, {"error": error, "error_description": description}))


REFUSALS: Refusals = {
    "app_limit": lambda: problem(
        402, "Your enrolled account does not have any credits to fulfill this request.", title="CreditsDepleted"
    ),
    "permission": lambda: problem(403),
    "blocked": lambda: problem(403, "Your account is suspended and is not permitted to access this feature."),
    "misconfigured": lambda: problem(
        403,
        "You must use keys and tokens from a developer App that is attached to a Project.",
        "client-forbidden",
        reason="client-not-enrolled",
    ),
    "content": lambda: problem(403, "A post may have one cashtag only."),
    "media": lambda: problem(403, "You are not allowed to post a video longer than 2 minutes."),
}
