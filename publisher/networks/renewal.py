"""Secrets that a refresh token renews. Source: RFC 6749 (OAuth 2.0), 5.1, 5.2 and 6."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Ask, Connects, Identity, Later, NetworkError, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.oauth import basic as basic_header
from publisher.networks.oauth import told

NEEDED = ("refresh", "client_id", "client_secret")
RENEWAL = (
    Ask("refresh", "Refresh token", "If the network gave one.", hidden=True, needed=False),
    Ask("client_id", "Client id", "Of the app that the tokens were given to.", needed=False),
    Ask("client_secret", "Client secret", "Of the same app.", hidden=True, needed=False),
)


async def renewed(  # noqa: PLR0913 - networks differ in this much
    door: Door, account: Account, address: str, title: str, *, basic: bool, client_id: str = "client_id"
) -> Mapping[str, str]:
    """The account's secrets with a fresh `token`, and the new `refresh` token if one came with it.

    `basic`: our own name and secret go into the header (RFC 6749, 2.3.1), not into the form. `client_id` is what the
    form calls our name.
    """
    if not all(account.secret.get(name) for name in NEEDED):
        reason = f"{title} no longer accepts this page's token, and there is none to renew it. Connect the page again."
        raise Refused(reason, trouble=Trouble.RECONNECT)
    refresh, client, secret = (account.secret[name] for name in NEEDED)
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    headers = basic_header(client, secret) if basic else {}
    if not basic:
        form |= {client_id: client, "client_secret": secret}
    answer = await door.call("POST", address, headers=headers, form=form, hide=(refresh, secret))
    if not answer.word("access_token") or not answer.fine:
        raise _verdict(answer, title)
    token, successor = answer.word("access_token"), answer.word("refresh_token") or refresh
    return {**account.secret, "token": token, "refresh": successor, **told(answer)}


def renewable(secret: Mapping[str, str]) -> bool:
    """Whether a token is renewed without a person: by a refresh token, or by itself while it lives."""
    return bool(secret.get("refresh") or secret.get("renew_at"))


def lacking(secret: Mapping[str, str], *needed: str) -> tuple[str, ...]:
    """Those of the needed rights that were not given with the token; none where nobody said what was given."""
    given = re.split(r"[\s,]+", secret.get("scope", ""))
    return tuple(right for right in needed if right not in given) if any(given) else ()


async def introduced(network: Connects, door: Door, account: Account) -> Identity:
    """Who a secret that is kept nowhere yet belongs to, renewed if it has to be."""
    try:
        return await network.identify(door, account)
    except Later as later:
        if not later.reconnect:
            raise
    return await network.identify(door, replace(account, secret=await network.renew(door, account)))


def _verdict(answer: Answer, title: str) -> NetworkError:
    said = answer.word("error_description") or answer.word("message") or answer.word("error")
    if answer.word("error") == "invalid_client":
        reason = f"{title} does not know Marquee's app by this name and secret. Correct them, then connect again."
        return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.RECONNECT)
    if answer.status in (400, 401, 403) or (answer.fine and answer.word("error")):  # TikTok says no with a 200, too
        reason = f"{title} renews this page's token no longer. Connect the page again."
        return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.RECONNECT)
    return doubt(answer, once=False, words="The answer holds no token." if answer.fine else said)
