"""Sessions: who we are at Bluesky, and for how long. Source: docs.bsky.app, com.atproto.server.*

An app password opens a session; its access token lives for two hours and its refresh token for ninety days. Logging in
is limited to 30 times in 5 minutes and 300 times a day, so a session is refreshed as long as that works.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Later, Refused, Trouble
from publisher.networks.bluesky.verdicts import verdict
from publisher.networks.http import Door


async def call(door: Door, account: Account, method: str, name: str, *, token: str = "", **parts: Any) -> Answer:
    """One XRPC call, with this token if there is one."""
    headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **parts.pop("headers", {})}
    return await door.call(method, f"{account.home.rstrip('/')}/xrpc/{name}", headers=headers, **parts)


async def ask(door: Door, account: Account, method: str, name: str, *, once: bool = False, **parts: Any) -> Answer:
    """One XRPC call; raises what the answer means unless it is 2xx."""
    answer = await call(door, account, method, name, once=once, **parts)
    if not answer.fine:
        raise verdict(answer, once=once)
    return answer


def access(account: Account) -> str:
    """The access token. Raises `Later` (reconnect) when there is none yet."""
    if token := account.secret.get("access"):
        return token
    raise Later("Marquee is not logged in at Bluesky yet. It does so by itself.", reconnect=True)


async def renewed(door: Door, account: Account) -> Mapping[str, str]:
    """Fresh secrets: by the refresh token, or by the app password when that no longer works."""
    if refresh := account.secret.get("refresh"):
        try:
            answer = await ask(door, account, "POST", "com.atproto.server.refreshSession", token=refresh)
        except (Refused, Later) as error:
            if isinstance(error, Later) and not error.reconnect:
                raise
        else:
            return _kept(account, answer)
    return _kept(account, await _login(door, account))


async def _login(door: Door, account: Account) -> Answer:
    identifier, password = account.secret.get("identifier"), account.secret.get("password")
    if not (identifier and password):
        reason = "There is no app password for this page. Make one at Bluesky and connect the page with it."
        raise Refused(reason, trouble=Trouble.RECONNECT)
    login = {"identifier": identifier, "password": password}
    return await ask(door, account, "POST", "com.atproto.server.createSession", json=login, hide=(password,))


def _kept(account: Account, session: Answer) -> Mapping[str, str]:
    told = {"access": session.word("accessJwt"), "refresh": session.word("refreshJwt"), "did": session.word("did")}
    if not all(told.values()):
        raise doubt(session, once=False, words="The session lacks a token.")
    return {**account.secret, **told, "expires_at": _end_of(told["access"])}


def _end_of(token: str) -> str:
    """When a token ends, as it says itself (RFC 7519, 4.1.4), in ISO 8601; "" where it does not."""
    try:
        payload = token.split(".")[1]
        end = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"]
        return datetime.fromtimestamp(end, UTC).isoformat()
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return ""
