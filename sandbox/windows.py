"""Counting against a limit in fixed windows of time, as the networks' own limiters do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Window:
    """At most `limit` points in each `seconds`.

    An `aligned` window starts at a multiple of its length since the epoch (Mastodon's Rack::Attack counts so);
    any other starts with the first call in it (Bluesky's limiter).
    """

    limit: int
    seconds: int
    aligned: bool = False
    start: float = 0.0
    used: int = 0

    def take(self, now: float, points: int = 1) -> bool:
        """Count `points`; False when they no longer fit. A refused call is counted too, and costs nothing later."""
        if now >= self.start + self.seconds:
            self.start = now - now % self.seconds if self.aligned else now
            self.used = 0
        self.used += points
        return self.used <= self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def reset(self) -> float:
        """When the window ends, epoch seconds."""
        return self.start + self.seconds
