"""Logging in: an account's tokens for a code, and new ones for a refresh token, which is dead at once.

Source: developers.tiktok.com/doc/oauth-user-access-token-management.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call
from sandbox.kind import CLIENT, Consents
from sandbox.logins import Wrong

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.tiktok import TikTok

HOUR = 3600
SCOPES = frozenset({"user.info.basic", "video.publish", "video.list"})
CONSENTS = Consents(
    "/tiktok/v2/auth/authorize/", SCOPES, several=False, separator=",", challenge="hex", client_id="client_key"
)


class Tokens:
    def __init__(self, network: TikTok) -> None:
        self.world = network.world

    def give(self, call: Call) -> Answer:
        """POST /oauth/token/"""
        client = (call.word("client_key"), call.word("client_secret"))
        if client != tuple(CLIENT.values()):
            return Answer(401, {"error": "invalid_client", "error_description": "Client key or secret is incorrect."})
        if call.word("grant_type") == "authorization_code":
            try:
                return _given(self.world.logins.redeem("tiktok", client, call, time.time())[0])
            except Wrong as wrong:
                return Answer(200, {"error": wrong.error, "error_description": wrong.description})
        account = self.world.accounts.by_password("tiktok", call.word("refresh_token"))
        if call.word("grant_type") != "refresh_token" or account is None:
            return Answer(400, {"error": "invalid_grant", "error_description": "Refresh token is invalid or expired."})
        new = {"token": f"act.{secrets.token_hex(32)}", "password": f"rft.{secrets.token_hex(32)}"}
        self.world.accounts.change(account, **new)
        return _given(account)


def _given(account: Account) -> Answer:
    tokens = {"access_token": account.token, "refresh_token": account.password, "token_type": "Bearer"}
    lives = {"expires_in": 2 * HOUR, "refresh_expires_in": 180 * 24 * HOUR}
    return Answer(200, {**tokens, **lives, "open_id": account.remote_id, "scope": ",".join(sorted(SCOPES))})
