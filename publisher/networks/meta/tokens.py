"""Tokens that live for 60 days and are renewed by themselves, while they live.

Sources: developers.facebook.com/docs/instagram-platform/reference/access_token and /refresh_access_token, and
/docs/threads/get-started/long-lived-tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import doubt
from publisher.networks.base import Account
from publisher.networks.http import Door
from publisher.networks.meta.errors import verdict
from publisher.networks.oauth import Client, told

WEEK, DAY = timedelta(days=7), timedelta(days=1)
"""How old a token may grow; one of less than a day is not renewed, and one that ended neither."""


async def lasting(door: Door, client: Client, token: str, grant: str, title: str) -> Mapping[str, str]:
    """The secrets with a token for 60 days, instead of the hour that one from a login lives."""
    # No place but the query is documented for the secret; the door shows no queries.
    query = {"grant_type": grant, "client_secret": client.client_secret}
    return await _given(door, client.home, "access_token", token, query, title)


async def renewed(door: Door, account: Account, grant: str, title: str) -> Mapping[str, str]:
    """The account's secrets with a fresh token. Raises `Refused` (reconnect) when this one has ended."""
    token, query = account.secret["token"], {"grant_type": grant}
    return {**account.secret, **await _given(door, account.home, "refresh_access_token", token, query, title)}


async def _given(  # noqa: PLR0913, PLR0917 - two calls that differ in this much
    door: Door, home: str, path: str, token: str, query: Mapping[str, str], title: str
) -> dict[str, str]:
    """A token for a token, with its times: nothing but itself renews it."""
    headers, hide = {"Authorization": f"Bearer {token}"}, (query.get("client_secret", ""),)
    address = f"{home.rstrip('/').rpartition('/')[0]}/{path}"
    answer = await door.call("GET", address, headers=headers, query=query, hide=hide)
    if not answer.fine or answer.value("error"):
        raise verdict(answer, once=False, title=title)
    if not answer.word("access_token"):
        raise doubt(answer, once=False, words="The answer holds no token.")
    life = told(answer)
    ends = {"refresh_expires_at": life["expires_at"]} if "expires_at" in life else {}
    return {"token": answer.word("access_token"), "renew_at": _in(WEEK), **life, **ends}


def renewing(secret: Mapping[str, str]) -> Mapping[str, str]:
    """With the time of the next renewal; of a token just given by hand nobody knows the age, so tomorrow."""
    return secret if secret.get("renew_at") else {**secret, "renew_at": _in(DAY)}


def _in(time: timedelta) -> str:
    return (datetime.now(UTC) + time).isoformat()
