"""Which account a token is for, and by which login.

Sources: developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login and -facebook-login.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Identity, Json, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.instagram.verdicts import RULES, TITLE
from publisher.networks.meta.graph import ask
from publisher.networks.meta.tokens import renewing

FACEBOOK = "https://graph.facebook.com/v26.0"
"""The home of accounts that are reached through their Facebook page."""
GRANT = "ig_refresh_token"


def by_facebook(home: str) -> bool:
    """Whether it was connected with Facebook Login: then its API is Facebook's."""
    return "facebook" in home


async def identify(door: Door, account: Account) -> Identity:
    facebook = by_facebook(account.home)
    answer = await (_of_page(door, account) if facebook else _of_account(door, account))
    path = ("instagram_business_account",) if facebook else ()
    number, username = answer.word(*path, "id" if facebook else "user_id"), answer.word(*path, "username")
    if not (number and username):
        raise doubt(answer, once=False)
    said = {"id": number, "username": username, "name": answer.word(*path, "name")}
    secret = account.secret if facebook else renewing(account.secret)
    found = identity(said, secret, by_facebook=facebook)
    return replace(found, address=account.address or found.address)


def identity(said: Json, secret: Mapping[str, str], *, by_facebook: bool) -> Identity:
    """An account by its id, username and name."""
    number, username = str(said["id"]), str(said["username"])
    # Only Facebook's own API takes films by their bytes.
    limits = {"films_by_bytes": True} if by_facebook else {}
    address = f"https://www.instagram.com/{username}/"
    return Identity(number, str(said.get("name") or username), username, address, dict(secret), limits)


async def _of_page(door: Door, account: Account) -> Answer:
    answer = await _me(door, account, "instagram_business_account{id,username,name}")
    if not answer.value("instagram_business_account"):
        reason = "No Instagram account is linked to this Facebook page. Link one there, then connect it again."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return answer


async def _of_account(door: Door, account: Account) -> Answer:
    answer = await _me(door, account, "user_id,username,name,account_type")
    if answer.word("account_type") == "PERSONAL":
        reason = "Instagram lets nobody publish to a personal account. Make it a professional one there."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return answer


async def _me(door: Door, account: Account, fields: str) -> Answer:
    return await ask(door, account, "GET", "/me", query={"fields": fields}, title=TITLE, rules=RULES)
