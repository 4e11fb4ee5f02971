"""Slowing down before the wall: what is left of an allowance is spread over the time until it begins anew."""

from __future__ import annotations

from datetime import UTC, datetime

from publisher.networks.base import Quota

NEARLY_ALL = 0.9
"""From this share on, so that the last calls are there for those who cannot wait."""


def paced(quota: Quota | None) -> datetime | None:
    """When the next call is due; None while there is plenty, or where nobody knows when there will be more."""
    if quota is None or quota.resets_at is None or quota.used < NEARLY_ALL * quota.limit:
        return None
    now, left = datetime.now(UTC), max(quota.limit - quota.used, 0)
    return now + (quota.resets_at - now) / (left + 1)
