"""Logging in: an account's token opens its boards. Source: pinterest/api-description, v5/openapi.yaml (oauth/token)."""

from __future__ import annotations

import binascii
import secrets
import time
from base64 import b64decode
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call
from sandbox.kind import CLIENT, Consents
from sandbox.logins import Wrong
from sandbox.pinterest.errors import error, unauthorized

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.pinterest import Pinterest

DAY = 24 * 3600
SCOPES = frozenset({"boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"})
CONSENTS = Consents("/pinterest/oauth/", SCOPES, separator=",")


class Logging:
    def __init__(self, network: Pinterest) -> None:
        self.network = network
        self.world = network.world
        self.logins = network.world.logins

    def boards(self, call: Call) -> list[Account]:
        """Those that the token of this call opens: each account is one board here."""
        login = self.logins.by_token.get(("pinterest", call.header(b"authorization").partition(" ")[2]))
        return self.logins.accounts(login) if login else [call.me]

    def token(self, call: Call) -> Answer:
        """POST /oauth/token: a token for a code, or a new one for a refresh token, which is used up and replaced."""
        try:
            token, refresh = self._opened(call)
        except Wrong as wrong:
            return unauthorized() if wrong.error == "invalid_client" else error(400, 283, wrong.description)
        given = {"access_token": token, "refresh_token": refresh, "token_type": "bearer"}
        lives = {"expires_in": 30 * DAY, "refresh_token_expires_in": 60 * DAY}
        scopes = SCOPES - {"pins:write"} if self.world.settings.pinterest_reads_only else SCOPES
        return Answer(200, {**given, **lives, "scope": " ".join(sorted(scopes))})

    def _opened(self, call: Call) -> tuple[str, str]:
        """A token and its refresh token. Raises `Wrong`."""
        client = _client(call)
        if call.word("grant_type") == "authorization_code":
            accounts = self.logins.redeem("pinterest", client, call, time.time())
            login = self.logins.open("pinterest", accounts, f"pinr.{secrets.token_hex(32)}", "pina_")
            return login.token, login.refresh
        if client != tuple(CLIENT.values()):
            raise Wrong("invalid_client", "Authentication failed.")
        before = self.logins.by_refresh.pop(("pinterest", call.word("refresh_token")), None)
        account = self.world.accounts.by_password("pinterest", call.word("refresh_token"))
        if call.word("grant_type") != "refresh_token" or not (before or account):
            raise Wrong("invalid_grant", "The authorization grant is invalid")
        new = {"token": f"pina_{secrets.token_hex(32)}", "password": f"pinr.{secrets.token_hex(32)}"}
        if before:
            login = self.logins.open("pinterest", self.logins.accounts(before), new["password"], "pina_")
            return login.token, login.refresh
        assert account
        self.world.accounts.open({"network": "pinterest", "handle": account.handle, **new}, time.time())
        return new["token"], new["password"]


def _client(call: Call) -> tuple[str, ...]:
    """Name and secret of the app, from the header."""
    scheme, _, encoded = call.header(b"authorization").partition(" ")
    try:
        return tuple(b64decode(encoded, validate=True).decode().split(":", 1)) if scheme.lower() == "basic" else ()
    except (binascii.Error, UnicodeDecodeError):
        return ()
