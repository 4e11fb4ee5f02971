"""What Facebook tells the app of a token that was given to it.

Source: developers.facebook.com/docs/graph-api/reference/debug_token. A page's token has no end of its own, but what was
consented to ends 90 days after the person last used the app (`data_access_expires_at`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Identity
from publisher.networks.http import Door
from publisher.networks.meta.errors import verdict
from publisher.networks.oauth import Client


async def inspected(
    door: Door, client: Client, account: Account, identity: Identity, needed: tuple[str, ...]
) -> Identity:
    """With the end and the lost rights of the account's token. Raises `NetworkError`, so when it is another app's."""
    token, app = account.secret["token"], f"{client.client_id}|{client.client_secret}"
    answer = await door.call(
        "GET",
        f"{client.home.rstrip('/')}/debug_token",
        headers={"Authorization": f"Bearer {app}"},
        query={"input_token": token},
        hide=(token, client.client_secret),
    )
    if not answer.fine or answer.value("error"):
        raise verdict(answer, once=False)
    scopes = answer.value("data", "scopes")
    if not isinstance(scopes, list):
        raise doubt(answer, once=False)
    ends = [answer.value("data", name) for name in ("expires_at", "data_access_expires_at")]
    known = [datetime.fromtimestamp(end, UTC) for end in ends if isinstance(end, int) and end > 0]
    lacks = tuple(right for right in needed if right not in scopes)
    return replace(identity, expires_at=min(known, default=None), lacks=lacks)
