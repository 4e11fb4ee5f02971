"""WordPress' refusals: `{"code", "message", "data"}`, and pages of HTML from the servers before it.

Source: developer.wordpress.org/rest-api; WordPress/WordPress, wp-includes/rest-api.
"""

from __future__ import annotations

from typing import Any

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals


def error(status: int, code: str, message: str, **data: Any) -> Answer:
    return Answer(status, {"code": code, "message": message, "data": {"status": status, **data}})


def refuse(status: int, code: str, message: str, **data: Any) -> Refusal:
    return Refusal(error(status, code, message, **data))


def invalid(name: str, why: str) -> Refusal:
    return refuse(400, "rest_invalid_param", f"Invalid parameter(s): {name}", params={name: why})


def missing() -> Refusal:
    return refuse(404, "rest_post_invalid_id", "Invalid post ID.")


def page(status: int, title: str) -> Answer:
    """What a web server or a firewall before WordPress says."""
    html = f"<html><head><title>{status} {title}</title></head><body><h1>{status} {title}</h1></body></html>"
    return Answer(status, html.encode(), {"Content-Type": "text/html"})


REFUSALS: Refusals = {
    "app_limit": lambda: page(429, "Too Many Requests"),
    "permission": lambda: error(
        403, "rest_cannot_publish", "Sorry, you are not allowed to publish posts in this post type."
    ),
    "misconfigured": lambda: error(404, "rest_no_route", "No route was found matching the URL and request method."),
    "content": lambda: error(
        400, "rest_invalid_param", "Invalid parameter(s): content", params={"content": "content is too long."}
    ),
    "media": lambda: error(500, "rest_upload_unknown_error", "The uploaded file could not be moved."),
}
