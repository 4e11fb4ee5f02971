"""Instagram's own errors.

Source: developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes.
"""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.graph.errors import graph_error


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
