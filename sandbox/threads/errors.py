"""Threads' own errors. Source: developers.facebook.com/docs/threads/troubleshooting."""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.graph.errors import graph_error, throttled
from sandbox.kind import Refusals


def no_container() -> Refusal:
    words = "Media Not Found: The media with the given id cannot be found."
    return Refusal(graph_error(24, "The requested resource does not exist", 4279009, error_user_msg=words))


def not_ready() -> Refusal:
    """Threads says of a container that is not ready that it is not there."""
    return no_container()


def too_many() -> Refusal:
    return Refusal(graph_error(613, "(#613) You have reached the maximum number of posts for a day."))


def not_fetched() -> Refusal:
    words = "The media could not be fetched from this URI."
    return Refusal(graph_error(1, "An unknown error occurred", 2207052, error_user_msg=words))


def worked_on_in_vain() -> Answer:
    """What a container says of itself whose film cannot be shown."""
    return Answer(200, {"id": "1", "status": "ERROR", "error_message": "INVALID_FRAME_RATE"})


REFUSALS: Refusals = {
    "app_limit": lambda: throttled(4),
    "permission": lambda: graph_error(10, "(#10) Application does not have permission for this action", status=403),
    "blocked": lambda: graph_error(100, "The user is restricted.", 4279013),
    "misconfigured": lambda: graph_error(100, "The token is not for this app.", 4476002),
    "content": lambda: graph_error(100, "(#100) THREADS_API__LINK_LIMIT_EXCEEDED"),
    "media": worked_on_in_vain,
    "not_ready": lambda: not_ready().answer,
}
