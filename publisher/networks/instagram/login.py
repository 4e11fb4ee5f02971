"""Logging in, at Instagram itself or at Facebook, whose pages have Instagram accounts.

Sources: developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login and
/instagram-api-with-facebook-login/get-started.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Identity, Json, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.instagram import who
from publisher.networks.instagram.verdicts import RULES, TITLE
from publisher.networks.meta import login as facebook
from publisher.networks.meta.graph import ask
from publisher.networks.meta.tokens import lasting
from publisher.networks.oauth import Client, OAuth

SCOPES = ("instagram_business_basic", "instagram_business_content_publish", "instagram_business_manage_comments")
BY_FACEBOOK = (
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_contents",
    "pages_show_list",
    "pages_read_engagement",
)
"""Those of comments are for the first one; only Facebook's login deletes (manage_contents)."""
EXCHANGE = "ig_exchange_token"
FIELDS = "access_token,instagram_business_account{id,username,name}"


def oauth(home: str) -> OAuth:
    """People log in at www.instagram.com, api.instagram.com gives the tokens, the API is graph.instagram.com."""
    if "facebook" in home:
        return replace(facebook.oauth(home), scopes=BY_FACEBOOK)
    root = home.rstrip("/").rpartition("/")[0]
    authorize = root.replace("//graph.", "//www.", 1) + "/oauth/authorize"
    return OAuth(authorize, root.replace("//graph.", "//api.", 1) + "/oauth/access_token", SCOPES, separator=",")


async def pages(door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
    """The one account that logged in at Instagram, or those of the pages of whoever logged in at Facebook."""
    if "facebook" not in client.home:
        kept = await lasting(door, client, secret["token"], EXCHANGE, TITLE)
        return [await who.identify(door, Account(client.home, "", kept))]
    token = await facebook.lasting(door, client, secret["token"])
    account = Account(client.home, "", {"token": token, "app_secret": client.client_secret})

    async def read(query: Mapping[str, str]) -> Answer:
        return await ask(door, account, "GET", "/me/accounts", query=query, title=TITLE, rules=RULES)

    rows = await facebook.listed(read, FIELDS)
    found = [_identity(row) for row in rows if row.get("instagram_business_account")]
    if not found:
        reason = "No page of whoever logged in has an Instagram account. Link one at Facebook, then log in again."
        raise Refused(reason, trouble=Trouble.PERMISSION)
    return found


def _identity(page: Json) -> Identity:
    account = page["instagram_business_account"]
    return who.identity(account, {"token": str(page["access_token"])}, by_facebook=True)
