"""What Meta runs on one Graph API: Facebook Pages today. Source: developers.facebook.com/docs/graph-api."""

from publisher.networks.meta.facebook import Facebook

__all__ = ["Facebook"]
