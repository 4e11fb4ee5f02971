"""Pinterest. Source: pinterest/api-description (OpenAPI of API v5) and developers.pinterest.com/docs."""

from publisher.networks.pinterest.network import Pinterest

__all__ = ["Pinterest"]
