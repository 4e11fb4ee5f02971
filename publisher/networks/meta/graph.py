"""One call to Meta's Graph API, as it is spoken at Facebook, Instagram and Threads alike."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Protocol

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Refused
from publisher.networks.http import Door
from publisher.networks.meta.errors import RULES, Rule, verdict


class Ask(Protocol):
    """One call as the page in question."""

    async def __call__(self, method: str, path: str, *, once: bool = False, heed: int = 0, **parts: Any) -> Answer: ...


async def ask(  # noqa: PLR0913 - a call has this many parts
    door: Door,
    account: Account,
    method: str,
    path: str,
    *,
    once: bool = False,
    heed: int = 0,
    title: str = "Facebook",
    rules: Mapping[int, Rule] = RULES,
    **parts: Any,
) -> Answer:
    """One call as this page; raises what the answer means unless it is 2xx without an error in it, or its error has the
    subcode to `heed`."""
    headers = {"Authorization": f"Bearer {account.secret['token']}"}
    if proof := _app_secret_proof(account):
        place = "form" if "form" in parts else "query"
        parts[place] = {**parts.get(place, {}), "appsecret_proof": proof}
    answer = await door.call(method, account.home.rstrip("/") + path, headers=headers, once=once, **parts)
    heeded = heed and answer.value("error", "error_subcode") == heed
    if not heeded and (not answer.fine or answer.value("error")):
        raise verdict(answer, once=once, title=title, rules=rules)
    return answer


async def delete(ask: Ask, remote_id: str) -> None:
    """Graph does not tell what is gone from what may not be seen: who still sees itself sees all of its own."""
    try:
        await ask("DELETE", f"/{remote_id}")
    except Refused as refused:
        if "does not exist" not in refused.network_text:
            raise
        await ask("GET", "/me", query={"fields": "id"})


def _app_secret_proof(account: Account) -> str:
    """Proves that a call comes from the app's own server (docs/graph-api/guides/secure-requests)."""
    if not (app_secret := account.secret.get("app_secret")):
        return ""
    return hmac.new(app_secret.encode(), account.secret["token"].encode(), hashlib.sha256).hexdigest()
