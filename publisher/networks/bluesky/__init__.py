"""Bluesky, by the AT Protocol. Sources: docs.bsky.app, atproto.com and the lexicons in bluesky-social/atproto."""

from publisher.networks.bluesky.network import Bluesky

__all__ = ["Bluesky"]
