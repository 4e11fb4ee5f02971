"""X, by its API v2 with tokens of OAuth 2.0. Source: docs.x.com."""

from publisher.networks.x.network import X

__all__ = ["X"]
