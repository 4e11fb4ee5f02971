"""Blogs that run WordPress. Source: developer.wordpress.org/rest-api."""

from publisher.networks.wordpress.network import WordPress

__all__ = ["WordPress"]
