"""Logging in at a network: OAuth 2.0 with an authorization code (RFC 6749, 4.1) and, where offered, a proof key
(RFC 7636).

Authlib puts together what is sent; it goes out by our one door.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from authlib.common.security import generate_token
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import NetworkError, Refused, Trouble
from publisher.networks.http import Door

NOT_OURS = frozenset({"invalid_client", "unauthorized_client"})


class Challenge(StrEnum):
    """How the proof key is shown beforehand. `HEX`: its digest in hexadecimal, called S256 all the same (TikTok)."""

    NONE = ""
    S256 = "S256"
    HEX = "hex"


@dataclass(frozen=True, slots=True)
class OAuth:
    """How a network does it: the address where people log in, the one where tokens are given, the least rights we need.

    `basic`: our name and secret go into the header (RFC 6749, 2.3.1), not into the form. `client_id` is what it calls
    our name. `asking` and `exchanging` are what it wants beside, with the person and with the code.
    """

    authorize: str
    token: str
    scopes: tuple[str, ...]
    separator: str = " "
    challenge: Challenge = Challenge.NONE
    basic: bool = False
    client_id: str = "client_id"
    asking: Mapping[str, str] = field(default_factory=dict)
    exchanging: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Client:
    """Marquee as a network knows it: our app at the API with this base URL."""

    home: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def secret(self) -> dict[str, str]:
        """What a page keeps whose token is renewed in our name."""
        return {"client_id": self.client_id, "client_secret": self.client_secret}


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's way to the network and back.

    `back` is where it sends them, `state` tells whose answer came, `verifier` that whoever brings the code began it.
    """

    client: Client
    back: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def begun(cls, client: Client, back: str) -> Self:
        return cls(client, back, generate_token(48), generate_token(64))


def address(oauth: OAuth, consent: Consent) -> str:
    """Where the person goes to log in."""
    asked = {
        "response_type": "code",
        oauth.client_id: consent.client.client_id,
        "redirect_uri": consent.back,
        "scope": oauth.separator.join(oauth.scopes),
        "state": consent.state,
        **oauth.asking,
    }
    if oauth.challenge:
        asked |= {"code_challenge": _challenge(oauth, consent.verifier), "code_challenge_method": "S256"}
    return str(add_params_to_uri(oauth.authorize, list(asked.items())))


async def exchange(door: Door, title: str, oauth: OAuth, consent: Consent, code: str) -> Mapping[str, str]:
    """The `token` the code stands for, what renews it (`refresh`) if there is such a thing, and what is told of them.

    Raises `Refused` when the network takes the code or our app for none of its own, `Later` when it cannot be asked.
    """
    client = consent.client
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": consent.back, **oauth.exchanging}
    if oauth.challenge:
        form["code_verifier"] = consent.verifier
    if not oauth.basic:
        form |= {oauth.client_id: client.client_id, "client_secret": client.client_secret}
    headers = basic(client.client_id, client.client_secret) if oauth.basic else {}
    hide = (code, client.client_secret, consent.verifier)
    answer = await door.call("POST", oauth.token, headers=headers, form=form, hide=hide)
    token = answer.word("access_token") or answer.word("data", 0, "access_token")  # Instagram gives it in either place
    if not (answer.fine and token):
        raise _verdict(answer, title)
    given = {"token": token, "refresh": answer.word("refresh_token")}
    return {name: value for name, value in given.items() if value} | told(answer)


def told(answer: Answer) -> dict[str, str]:
    """How long the token and what renews it live, and which rights it has: what of these the network says (RFC 6749,
    5.1).

    No RFC names the seconds of the latter: `refresh_token_expires_in` at Pinterest, LinkedIn and Google,
    `refresh_expires_in` at TikTok.
    """
    refresh = answer.value("refresh_token_expires_in") or answer.value("refresh_expires_in")
    lives = {"expires_at": answer.value("expires_in"), "refresh_expires_at": refresh}
    ends = {name: _from_now(seconds) for name, seconds in lives.items() if isinstance(seconds, int) and seconds > 0}
    return ends | ({"scope": answer.word("scope")} if answer.word("scope") else {})


def _from_now(seconds: int) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def basic(client_id: str, client_secret: str) -> dict[str, str]:
    """The header that says who we are (RFC 7617)."""
    return {"Authorization": f"Basic {b64encode(f'{client_id}:{client_secret}'.encode()).decode()}"}


def _challenge(oauth: OAuth, verifier: str) -> str:
    if oauth.challenge == Challenge.HEX:
        return hashlib.sha256(verifier.encode()).hexdigest()
    return str(create_s256_code_challenge(verifier))


def _verdict(answer: Answer, title: str) -> NetworkError:
    places = (("error_description",), ("error", "message"), ("message",), ("error",))
    said = next((word for place in places if (word := answer.word(*place))), "")
    if answer.word("error") in NOT_OURS:
        reason = f"{title} does not know Marquee's app by this name and secret. Correct them, then log in again."
        return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.MISCONFIGURED)
    if answer.status in (400, 401, 403) or (answer.fine and answer.word("error")):  # TikTok says no with a 200, too
        reason = f"{title} did not accept the login: it took too long, or was used already. Log in again."
        return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.RECONNECT)
    return doubt(answer, once=False, words="The answer holds no token." if answer.fine else said)
