"""Instagram. Source: developers.facebook.com/docs/instagram-platform (content publishing)."""

from publisher.networks.instagram.network import Instagram

__all__ = ["Instagram"]
