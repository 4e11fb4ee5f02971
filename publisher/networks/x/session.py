"""Calls as one account of X, and its tokens.

Source: docs.x.com, fundamentals/authentication/oauth-2-0: an access token lives for two hours, and each refresh token
works once and is answered by the next.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Later, NetworkError, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.oauth import told
from publisher.networks.x.verdicts import said_by, verdict

_APP = frozenset({"invalid_client", "unauthorized_client"})


async def ask(door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any) -> Answer:
    """One call as this account; raises what the answer means unless it is 2xx."""
    if not (token := account.secret.get("token")):
        raise Later("Marquee has no access token of X yet. It asks for one by itself.", reconnect=True)
    headers = {"Authorization": f"Bearer {token}"}
    answer = await door.call(method, account.home.rstrip("/") + path, headers=headers, once=once, **parts)
    if not answer.fine:
        raise verdict(answer, once=once)
    return answer


async def renewed(door: Door, account: Account) -> Mapping[str, str]:
    """Fresh secrets by the refresh token, which is used up by that.

    Should the answer be lost, so is the next refresh token: then X refuses the old one, and a person reconnects.
    """
    secret = account.secret
    refresh, client_id = secret.get("refresh", ""), secret.get("client_id", "")
    if not (refresh and client_id):
        reason = "X's access token has ended, and there is no refresh token for this page. Connect the page again."
        raise Refused(reason, trouble=Trouble.RECONNECT)
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client_id}
    app, headers = secret.get("client_secret", ""), {}
    if app:
        headers["Authorization"] = "Basic " + b64encode(f"{client_id}:{app}".encode()).decode()
    url = account.home.rstrip("/") + "/oauth2/token"
    answer = await door.call("POST", url, headers=headers, form=form, hide=(refresh, app))
    if not answer.fine:
        raise _not_renewed(answer)
    if not answer.word("access_token"):
        raise doubt(answer, once=False, words="The answer lacks a token.")
    fresh = {"token": answer.word("access_token"), "refresh": answer.word("refresh_token") or refresh}
    return {**secret, **fresh, **told(answer)}


def _not_renewed(answer: Answer) -> NetworkError:
    said = said_by(answer)
    if answer.word("error") in _APP:
        reason = "X does not know our app by its id and secret. Connect the page again with the right ones."
        return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.RECONNECT)
    if answer.status in (400, 401) and answer.word("error"):
        reason = "X no longer accepts this page's refresh token. Connect the page again."
        return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.RECONNECT)
    return verdict(answer, once=False)
