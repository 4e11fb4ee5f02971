"""Facebook Pages, and what Meta's other networks share with them: one Graph API.

Source: developers.facebook.com/docs/graph-api.
"""

from publisher.networks.meta.facebook import Facebook

__all__ = ["Facebook"]
