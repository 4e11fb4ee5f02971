"""Logging in: a code becomes a token of an hour, this one the account's of 60 days, which is renewed while it lives.

An account's token counts as given when the account was made. Sources:
developers.facebook.com/docs/instagram-platform/reference (access_token, refresh_access_token) and
/docs/threads/get-started (access tokens, long-lived tokens).
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.graph.errors import bad_parameter, graph_error
from sandbox.kind import CLIENT
from sandbox.logins import Wrong

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.graph import Graph

Json = dict[str, Any]
DAYS = 60 * 86_400


class Tokens:
    def __init__(self, network: Graph, grant: str) -> None:
        self.network = network
        self.logins = network.world.logins
        self.grant = grant
        self.given: dict[str, float] = {}

    def redeem(self, call: Call) -> Answer:
        """POST /oauth/access_token: a token of an hour for a code, good for nothing here but the one that lasts."""
        client = (call.word("client_id"), call.word("client_secret"))
        try:
            accounts = self.logins.redeem(self.network.name, client, call, time.time())
        except Wrong as wrong:
            told = {"error_type": "OAuthException", "code": 400, "error_message": wrong.description}
            raise Refusal(Answer(400, told)) from None
        return Answer(200, self._given(self.logins.open(self.network.name, accounts).token, accounts[0]))

    def _given(self, token: str, account: Account) -> Json:
        """Instagram gives it in a list."""
        given = {"access_token": token, "user_id": int(account.remote_id)}
        return {"data": [given]} if self.network.name == "instagram" else given

    def exchange(self, call: Call) -> Answer:
        """GET /access_token: the account's own token for one of an hour."""
        login = self.logins.by_token.get((self.network.name, call.header(b"authorization").partition(" ")[2]))
        if call.word("grant_type") != self.grant.replace("refresh", "exchange") or login is None:
            raise bad_parameter("Session key invalid. This could be because the token is expired.")
        if call.word("client_secret") != CLIENT["client_secret"]:
            raise Refusal(graph_error(1, "Error validating client secret."))
        account = self.logins.accounts(login)[0]
        return Answer(200, {"access_token": account.token, "token_type": "bearer", "expires_in": DAYS})

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
