"""WordPress' refusals: `{"code", "message", "data"}`, and pages of HTML from the servers before it.

Source: developer.wordpress.org/rest-api; WordPress/WordPress, wp-includes/rest-api.
"""

from __future__ import annotations

from typing import Any

from sandbox.call import Answer, Refusal


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
