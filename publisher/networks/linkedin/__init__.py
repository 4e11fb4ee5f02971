"""LinkedIn's organisation pages. Source: learn.microsoft.com/linkedin/marketing/community-management."""

from publisher.networks.linkedin.network import LinkedIn

__all__ = ["LinkedIn"]
