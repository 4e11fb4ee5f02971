"""Threads. Source: developers.facebook.com/docs/threads."""

from publisher.networks.threads.network import Threads

__all__ = ["Threads"]
