"""YouTube. Source: developers.google.com/youtube/v3 and the discovery document of the Data API v3."""

from publisher.networks.youtube.network import YouTube

__all__ = ["YouTube"]
