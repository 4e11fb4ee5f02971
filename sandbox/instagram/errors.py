"""Instagram's own errors.

Source: developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes.
"""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.graph.errors import graph_error, throttled
from sandbox.kind import Refusals


def refused(code: int, subcode: int, message: str, title: str) -> Refusal:
    answer = graph_error(code, message, subcode, is_transient=False, error_user_title=title, error_user_msg=message)
    return Refusal(answer)


def spam() -> Answer:
    """May come although the post was published."""
    words = "We restrict certain activity to protect our community."
    return graph_error(
        4,
        "Application request limit reached",
        2207051,
        403,
        is_transient=False,
        error_user_title="Action is blocked",
        error_user_msg=words,
    )


def not_fetched() -> Refusal:
    words = "The media could not be fetched from this URI."
    return refused(9004, 2207052, words, "Media download has failed. The media URI doesn't meet our requirements.")


def no_container() -> Refusal:
    return refused(24, 2207008, "The media builder does not exist or has expired.", "Media builder not found")


REFUSALS: Refusals = {
    "app_limit": lambda: throttled(4),
    "permission": lambda: graph_error(10, "(#10) Application does not have permission for this action", status=403),
    "blocked": lambda: refused(25, 2207050, "The Instagram account is restricted.", "Restricted account").answer,
    "misconfigured": lambda: refused(100, 2207023, "The media type is unknown.", "Unknown media type").answer,
    "content": lambda: refused(36004, 2207010, "The caption is too long.", "Caption").answer,
    "media": lambda: refused(36001, 2207005, "The image format is not supported.", "Format").answer,
    "not_ready": lambda: refused(9007, 2207027, "The media is not ready for publishing.", "Media not ready").answer,
}
