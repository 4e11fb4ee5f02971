"""TikTok's answers: data, and an error that is called "ok" when there is none.

Source: developers.tiktok.com/doc/tiktok-api-v2-error-handling.
"""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals

Json = dict[str, Any]


def fine(data: Json) -> Answer:
    return error(200, "ok", "", data)


def error(status: int, code: str, message: str, data: Json | None = None) -> Answer:
    told = {"code": code, "message": message, "log_id": secrets.token_hex(16).upper()}
    return Answer(status, {"data": data or {}, "error": told})


def invalid(message: str) -> Refusal:
    return Refusal(error(400, "invalid_params", message))


def unauthorized() -> Answer:
    return error(401, "access_token_invalid", "The access token is invalid or not found in the request.")


def too_many() -> Answer:
    """TikTok does not say when to come again."""
    return error(429, "rate_limit_exceeded", "The API rate limit was exceeded. Please try again later.")


REFUSALS: Refusals = {
    "app_limit": lambda: error(403, "reached_active_user_cap", "The daily active user quota is reached."),
    "permission": lambda: error(401, "scope_not_authorized", "The user did not authorize the scope video.publish."),
    "blocked": lambda: error(403, "spam_risk_user_banned_from_posting", "The user is banned from making new posts."),
    "misconfigured": lambda: error(403, "url_ownership_unverified", "The ownership of the URL is not verified."),
    "content": lambda: invalid("The post info is not correct.").answer,
    "media": lambda: error(400, "invalid_file_upload", "The file does not meet the specifications."),
}
