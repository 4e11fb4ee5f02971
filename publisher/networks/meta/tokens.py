"""Tokens that live for 60 days and are renewed by themselves, while they live.

Sources: developers.facebook.com/docs/instagram-platform/reference/access_token and /refresh_access_token, and
/docs/threads/get-started/long-lived-tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import doubt, moment
from publisher.networks.base import Account, NetworkError
from publisher.networks.http import Door
from publisher.networks.meta.errors import verdict
from publisher.networks.oauth import Client

WEEK = timedelta(days=7)
"""How old a token may grow. One of less than a day is not renewed, and one that ended neither."""


async def lasting(door: Door, client: Client, token: str, grant: str, title: str) -> str:
    """A token for 60 days instead of the hour that one from a login lives."""
    # No place but the query is documented for the secret; the door shows no queries.
    query = {"grant_type": grant, "client_secret": client.client_secret}
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{client.home.rstrip('/').rpartition('/')[0]}/access_token"
    answer = await door.call("GET", address, headers=headers, query=query, hide=(client.client_secret,))
    if not answer.fine or answer.value("error"):
        raise verdict(answer, once=False, title=title)
    if not answer.word("access_token"):
        raise doubt(answer, once=False, words="The answer holds no token.")
    return answer.word("access_token")


async def renewed(door: Door, account: Account, grant: str, title: str) -> Mapping[str, str]:
    """The account's secrets with a fresh token. Raises `Refused` (reconnect) when this one has ended."""
    token, root = account.secret["token"], account.home.rstrip("/").rpartition("/")[0]
    headers, query = {"Authorization": f"Bearer {token}"}, {"grant_type": grant}
    answer = await door.call("GET", f"{root}/refresh_access_token", headers=headers, query=query)
    if not answer.fine or answer.value("error"):
        raise verdict(answer, once=False, title=title)
    if not answer.word("access_token"):
        raise doubt(answer, once=False, words="The answer holds no token.")
    return {**account.secret, "token": answer.word("access_token"), "renewed": datetime.now(UTC).isoformat()}


async def kept_fresh(door: Door, account: Account, grant: str, title: str) -> Mapping[str, str]:
    """The secrets to use from now on: with a new token when this one is a week old. The next day is as good."""
    since = moment(account.secret.get("renewed", ""))
    if since is None:
        return {**account.secret, "renewed": datetime.now(UTC).isoformat()}
    if datetime.now(UTC) - since < WEEK:
        return account.secret
    try:
        return await renewed(door, account, grant, title)
    except NetworkError:
        return account.secret
