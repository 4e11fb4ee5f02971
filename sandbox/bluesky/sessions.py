"""Log in with an app password, stay logged in. Source: the lexicons com.atproto.server.*; atproto.com/specs/xrpc."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING, Any

from sandbox.bluesky import tokens
from sandbox.bluesky.errors import refuse
from sandbox.call import Answer, Call

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.bluesky import Bluesky

Json = dict[str, Any]


class Sessions:
    def __init__(self, network: Bluesky) -> None:
        self.network = network
        self.world = network.world
        self.used: dict[str, float] = {}
        """When each refresh token was first used, by its id."""
        self.world.readers["bluesky refresh"] = self._restore

    def create(self, call: Call) -> Answer:
        """com.atproto.server.createSession"""
        identifier, password = call.word("identifier"), call.word("password")
        self.network.limits.take(identifier.lower(), "sessions", 1, call.received_at)
        account = self.world.accounts.find("bluesky", identifier.removeprefix("@"))
        if account is None or not hmac.compare_digest(account.password.encode(), password.encode()):
            raise refuse("AuthenticationRequired", "Invalid identifier or password", 401)
        return self._opened(account, call.base, secrets.token_urlsafe(24))

    def refresh(self, call: Call) -> Answer:
        """com.atproto.server.refreshSession: the old token works on for a while, always for the same successor."""
        claims = tokens.read(self.world.signing_key, self._bearer(call), tokens.REFRESH)
        account = self.world.accounts.by_id.get(("bluesky", claims["sub"]))
        now, used = time.time(), self.used.get(claims["jti"])
        if used is not None and now > used + self.world.settings.bluesky_grace:
            raise tokens.expired("Token has been revoked")
        if account is None or claims["password"] != fingerprint(account):
            raise tokens.expired("Token has been revoked")
        if used is None:
            self._restore({"jti": claims["jti"], "at": now})
            self.world.journal.append("bluesky refresh", {"jti": claims["jti"], "at": now})
        return self._opened(account, call.base, tokens.signature(self.world.signing_key, claims["jti"]))

    def get(self, call: Call) -> Answer:
        """com.atproto.server.getSession"""
        return Answer(200, described(call.me, call.base))

    def caller(self, call: Call) -> Account:
        """Whose access token this is. Raises `Refusal`."""
        claims = tokens.read(self.world.signing_key, self._bearer(call), tokens.ACCESS)
        account = self.world.accounts.by_id.get(("bluesky", claims["sub"]))
        if account is None:
            raise refuse("AccountNotFound", "Account not found", 403)
        return account

    def _bearer(self, call: Call) -> str:
        scheme, _, token = call.header(b"authorization").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise refuse("AuthMissing", "Authentication Required", 401)
        return token

    def _opened(self, account: Account, base: str, jti: str) -> Answer:
        key, settings, now = self.world.signing_key, self.world.settings, time.time()
        access = tokens.sign(key, tokens.ACCESS, account.remote_id, settings.bluesky_access_life, now)
        claims = {"jti": jti, "password": fingerprint(account)}
        refresh = tokens.sign(key, tokens.REFRESH, account.remote_id, settings.bluesky_refresh_life, now, **claims)
        return Answer(200, {"accessJwt": access, "refreshJwt": refresh, **described(account, base)})

    def _restore(self, line: Json) -> None:
        self.used[line["jti"]] = line["at"]


def fingerprint(account: Account) -> str:
    """Ties a session to its app password: taking the password away ends the session at its next refresh."""
    return hashlib.sha256(account.password.encode()).hexdigest()[:16]


def described(account: Account, base: str) -> Json:
    server = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": f"{base}/bluesky"}
    document = {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": account.remote_id,
        "alsoKnownAs": [f"at://{account.handle}"],
        "service": [server],
    }
    return {"did": account.remote_id, "handle": account.handle, "didDoc": document, "active": True}
