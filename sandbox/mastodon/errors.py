"""Mastodon's refusals: a status and `{"error": sentence}` (docs.joinmastodon.org, entities/Error)."""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals


def error(status: int, sentence: str) -> Answer:
    return Answer(status, {"error": sentence})


def invalid(sentence: str) -> Refusal:
    return Refusal(error(422, sentence))


def not_found() -> Refusal:
    return Refusal(error(404, "Record not found"))


def unauthorized(sentence: str = "The access token is invalid") -> Answer:
    challenge = f'Bearer realm="Doorkeeper", error="invalid_token", error_description="{sentence}"'
    return Answer(401, {"error": sentence}, {"WWW-Authenticate": challenge})


def too_many() -> Answer:
    """When to come again stands in X-RateLimit-Reset alone: Mastodon sends no Retry-After."""
    return error(429, "Too many requests")


REFUSALS: Refusals = {
    "permission": lambda: error(403, "This action is outside the authorized scopes"),
    "blocked": lambda: error(403, "Your login is currently disabled"),
    "misconfigured": lambda: error(404, "Record not found"),
    "content": lambda: error(422, "Validation failed: Text character limit of 500 exceeded"),
    "media": lambda: error(422, "Validation failed: File content type is invalid"),
    "not_ready": lambda: error(422, "Cannot attach files that have not finished processing. Try again in a moment!"),
}
