"""Pinterest's errors: a code and a sentence. Source: pinterest/api-description, v5/openapi.yaml (Error)."""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals


def error(status: int, code: int, message: str) -> Answer:
    return Answer(status, {"code": code, "message": message})


def invalid(message: str) -> Refusal:
    return Refusal(error(400, 1, f"Invalid request: {message}"))


def not_found(what: str, code: int = 40) -> Refusal:
    return Refusal(error(404, code, f"{what} not found."))


def unauthorized() -> Answer:
    return error(401, 2, "Authentication failed.")


def trial() -> Refusal:
    message = (
        "Apps with Trial access may not create Pins in production https://api.pinterest.com - use API Sandbox "
        "https://api-sandbox.pinterest.com instead."
    )
    return Refusal(error(403, 29, message))


def too_many() -> Answer:
    """When to come again stands in x-userendpoint-ratelimit-reset-seconds."""
    return error(429, 8, "You have exceeded your rate limit. Try again later.")


REFUSALS: Refusals = {
    "permission": lambda: error(401, 3, "Your access token does not have the scopes: pins:write"),
    "misconfigured": lambda: trial().answer,
    "content": lambda: error(400, 1, "Sorry! We blocked this link because it may lead to spam."),
    "media": lambda: error(400, 1, "Sorry, we could not read the image."),
}
