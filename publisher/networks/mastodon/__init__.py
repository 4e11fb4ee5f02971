"""Mastodon and the servers that speak its API. Source: docs.joinmastodon.org."""

from publisher.networks.mastodon.network import Mastodon

__all__ = ["Mastodon"]
