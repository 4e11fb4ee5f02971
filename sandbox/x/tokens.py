"""Tokens of OAuth 2.0. Source: docs.x.com, fundamentals/authentication/oauth-2-0/authorization-code.

Those X issues carry when: `<random>:<milliseconds>:1:1:at:1` in base64, `rt` for a refresh token. An account of the
sandbox begins with tokens that carry no time, and those have no end.
"""

from __future__ import annotations

import secrets
import time
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call
from sandbox.kind import CLIENT
from sandbox.logins import Wrong
from sandbox.x.errors import bad_grant

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.x import X

SCOPES = frozenset({"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"})


class Tokens:
    def __init__(self, network: X) -> None:
        self.world = network.world

    def opened_by(self, token: str, now: float) -> Account | None:
        """The account this access token opens, if it has not ended."""
        account = self.world.accounts.by_token.get(("x", token))
        at = issued_at(token)
        return None if at is not None and now >= at + self.world.settings.x_access_life else account

    def owner(self, refresh: str) -> Account | None:
        """The account whose latest refresh token this is: each works once."""
        accounts = (account for account in self.world.accounts if account.network == "x")
        return next((account for account in accounts if refresh and account.password == refresh), None)

    def give(self, call: Call) -> Answer:
        """POST /2/oauth2/token, for a code or a refresh token."""
        scheme, _, basic = call.header(b"authorization").partition(" ")
        if scheme.lower() != "basic" or decoded(basic) != ":".join(CLIENT.values()):
            raise bad_grant("unauthorized_client", "Missing valid authorization header", 401)
        kinds = {"authorization_code": self._logged_in, "refresh_token": self._refreshing}
        if call.word("grant_type") not in kinds:
            raise bad_grant("unsupported_grant_type", "The sandbox gives tokens for codes and refresh tokens.")
        account, now = kinds[call.word("grant_type")](call), time.time()
        self.world.accounts.change(account, token=issue("at", now), password=issue("rt", now))
        told = {"access_token": account.token, "refresh_token": account.password}
        life = int(self.world.settings.x_access_life)
        return Answer(200, {"token_type": "bearer", "expires_in": life, "scope": " ".join(sorted(SCOPES)), **told})

    def _logged_in(self, call: Call) -> Account:
        try:
            return self.world.logins.redeem("x", tuple(CLIENT.values()), call, time.time())[0]
        except Wrong as wrong:
            raise bad_grant("invalid_request", wrong.description) from None

    def _refreshing(self, call: Call) -> Account:
        account = self.owner(call.word("refresh_token"))
        if account is None:
            raise bad_grant("invalid_request", "Value passed for the token was invalid.")
        return account


def issue(kind: str, now: float) -> str:
    text = f"{secrets.token_urlsafe(36)}:{int(now * 1000)}:1:1:{kind}:1"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def issued_at(token: str) -> float | None:
    """When X issued a token; None for one that it did not issue."""
    try:
        parts = urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().split(":")
    except (Error, ValueError):
        return None
    return int(parts[1]) / 1000 if len(parts) == 6 and parts[1].isdigit() else None


def decoded(basic: str) -> str:
    try:
        return b64decode(basic).decode()
    except (Error, ValueError):
        return ""
