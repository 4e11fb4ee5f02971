"""Logging in at Facebook: a person's token, made to last, opens a token without end for each of their pages.

Sources: developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow, /access-tokens/get-long-lived and
/docs/graph-api/reference/user/accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Identity, Json, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.meta.errors import verdict
from publisher.networks.oauth import Client, OAuth

SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts", "pages_manage_engagement")
"""The last one is for first comments."""
FIELDS = "id,name,username,link"
MAY_POST = frozenset({"CREATE_CONTENT", "MANAGE"})
PAGES = 20
"""So many times a hundred pages are read."""


class Read(Protocol):
    """Some of the pages of whoever logged in."""

    async def __call__(self, query: Mapping[str, str]) -> Answer: ...


def oauth(home: str) -> OAuth:
    """People log in at www.facebook.com, the API is graph.facebook.com."""
    dialog = home.replace("//graph.", "//www.", 1) + "/dialog/oauth"
    return OAuth(dialog, f"{home}/oauth/access_token", SCOPES, separator=",")


async def lasting(door: Door, client: Client, token: str) -> str:
    """A token for 60 days instead of hours: only from such a one come page tokens without end."""
    form = {"grant_type": "fb_exchange_token", **client.secret, "fb_exchange_token": token}
    answer = await door.call("POST", f"{client.home}/oauth/access_token", form=form, hide=(token, client.client_secret))
    if not answer.fine or answer.value("error"):
        raise verdict(answer, once=False)
    if not answer.word("access_token"):
        raise doubt(answer, once=False, words="The answer holds no token.")
    return answer.word("access_token")


async def listed(read: Read, fields: str) -> list[Json]:
    """All pages of whoever logged in. Those owned by a business portfolio may be missing: Facebook lists them only for
    people with a role of their own on them."""
    found: list[Json] = []
    query = {"fields": fields, "limit": "100"}
    for _ in range(PAGES):
        answer = await read(query)
        rows = answer.rows("data")
        found += rows
        after = answer.word("paging", "cursors", "after")
        if not (rows and after and answer.word("paging", "next")):
            break
        query["after"] = after
    return found


async def pages(read: Read) -> list[Identity]:
    """Those for which the person may write."""
    rows = await listed(read, f"{FIELDS},access_token,tasks")
    found = [identity(row, {"token": str(row["access_token"])}) for row in rows if _may_post(row)]
    if not found:
        reason = "Whoever logged in may write for no page at Facebook. Give them a role there, then log in again."
        raise Refused(reason, trouble=Trouble.PERMISSION)
    return found


def identity(page: Json, secret: Mapping[str, str]) -> Identity:
    """A page as Graph shows it, with the fields above."""
    number, username = str(page["id"]), str(page.get("username") or "")
    address = str(page.get("link") or f"https://www.facebook.com/{username or number}")
    return Identity(number, str(page.get("name") or username), username or number, address, dict(secret))


def _may_post(row: Json) -> bool:
    """A row without tasks is from a version that named none."""
    tasks = row.get("tasks")
    return bool(row.get("access_token")) and (not isinstance(tasks, list) or bool(MAY_POST & set(tasks)))
