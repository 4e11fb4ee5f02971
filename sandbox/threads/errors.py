"""Threads' own errors. Source: developers.facebook.com/docs/threads/troubleshooting."""

from __future__ import annotations

from sandbox.call import Refusal
from sandbox.graph.errors import graph_error


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
