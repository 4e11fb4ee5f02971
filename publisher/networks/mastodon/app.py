"""Marquee as an app of a Mastodon server. Sources: docs.joinmastodon.org, methods/apps, methods/oauth and
api/oauth-scopes.
"""

from __future__ import annotations

from publisher.networks.answers import doubt
from publisher.networks.http import Door
from publisher.networks.mastodon.verdicts import verdict
from publisher.networks.oauth import Challenge, Client, OAuth

SCOPES = ("read:accounts", "read:statuses", "write:media", "write:statuses")


def oauth(home: str) -> OAuth:
    """Servers older than 4.3 know no proof keys, and pass over them."""
    return OAuth(f"{home}/oauth/authorize", f"{home}/oauth/token", SCOPES, challenge=Challenge.S256)


async def register(door: Door, home: str, back: str) -> Client:
    form = {"client_name": "Marquee", "redirect_uris": back, "scopes": " ".join(SCOPES)}
    answer = await door.call("POST", f"{home}/api/v1/apps", form=form)
    if not answer.fine:
        raise verdict(answer, once=False)
    if not (answer.word("client_id") and answer.word("client_secret")):
        raise doubt(answer, once=False)
    return Client(home, answer.word("client_id"), answer.word("client_secret"))
