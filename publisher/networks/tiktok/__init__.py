"""TikTok. Source: developers.tiktok.com/doc (Content Posting API, Display API, OAuth)."""

from publisher.networks.tiktok.network import TikTok

__all__ = ["TikTok"]
