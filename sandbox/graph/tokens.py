"""Tokens of 60 days, which are renewed while they live. An account's token counts as given when the account was made.

Sources: developers.facebook.com/docs/instagram-platform/reference/refresh_access_token and
/docs/threads/get-started/long-lived-tokens.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call
from sandbox.graph.errors import bad_parameter

if TYPE_CHECKING:
    from sandbox.graph import Graph

DAYS = 60 * 86_400


class Tokens:
    def __init__(self, network: Graph, grant: str) -> None:
        self.network = network
        self.grant = grant
        self.given: dict[str, float] = {}

    def refresh(self, call: Call) -> Answer:
        """GET /refresh_access_token"""
        if call.word("grant_type") != self.grant:
            raise bad_parameter(f"Param grant_type must be {self.grant}")
        now, world = time.time(), self.network.world
        since = self.given.get(call.me.token, call.me.created_at)
        if now - since < world.settings.meta_token_age:
            raise bad_parameter("The access token must be at least 24 hours old to be refreshed")
        token = secrets.token_urlsafe(48)
        world.accounts.open({"network": self.network.name, "handle": call.me.handle, "token": token}, now)
        self.given[token] = now
        return Answer(200, {"access_token": token, "token_type": "bearer", "expires_in": DAYS})
