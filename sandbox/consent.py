"""The pages where people let an app in, one for each network that has such a thing. Source: RFC 6749, 4.1.1 and 4.1.2.

Nobody here has a password: whoever looks at the page says as whom they log in.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.logins import App, Code

if TYPE_CHECKING:
    from sandbox.kind import Consents
    from sandbox.pages import Pages
    from sandbox.world import World

CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")


class Unfit(Exception):
    """The request cannot be trusted, so nobody is sent anywhere (RFC 6749, 4.1.2.1)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the app asks for. `fault` is what it is told when it asked wrongly; "" when all is well."""

    app: App
    redirect: str
    state: str
    scopes: list[str]
    challenge: str
    fault: str

    def back(self, **said: str) -> Response:
        answer = {**said, "state": self.state} if self.state else said
        return RedirectResponse(f"{self.redirect}{'&' if '?' in self.redirect else '?'}{urlencode(answer)}", 303)


class ConsentPage:
    """Of one network."""

    def __init__(self, world: World, pages: Pages, network: str, consents: Consents) -> None:
        self.world = world
        self.pages = pages
        self.network = network
        self.consents = consents

    async def answer(self, request: Request) -> Response:
        try:
            asked = self._asked(request)
        except Unfit as unfit:
            return self.pages.refused(request, str(unfit))
        if asked.fault:
            return asked.back(error=asked.fault)
        return self._show(request, asked) if request.method == "GET" else await self._decide(request, asked)

    def _show(self, request: Request, asked: Asked, sentence: str = "") -> Response:
        known = [account for account in self.world.accounts if account.network == self.network]
        accounts = sorted(known, key=lambda account: account.name)
        return self.pages.consent(
            request,
            network=self.network,
            accounts=accounts,
            scopes=asked.scopes,
            several=self.consents.several,
            sentence=sentence,
        )

    async def _decide(self, request: Request, asked: Asked) -> Response:
        typed = await request.form()
        if typed.get("decision") != "allow":
            return asked.back(error=self.consents.denied, error_description="The person said no.")
        chosen = tuple(str(number) for number in typed.getlist("account"))
        known = all((self.network, number) in self.world.accounts.by_id for number in chosen)
        if not chosen or not known or (len(chosen) > 1 and not self.consents.several):
            return self._show(request, asked, "Choose as whom you log in.")
        code = Code(asked.app, asked.redirect, asked.challenge, chosen, tuple(asked.scopes), time.time())
        return asked.back(code=self.world.logins.consent(code))

    def _asked(self, request: Request) -> Asked:
        query = request.query_params
        app = self.world.logins.app(self.network, query.get(self.consents.client_id, ""))
        redirect = query.get("redirect_uri", "")
        if app is None:
            raise Unfit("There is no such app.")
        if urlsplit(redirect).scheme not in ("http", "https") or (app.redirects and redirect not in app.redirects):
            raise Unfit("The app does not say where to send you back to, or may not send you there.")
        scopes = [scope for scope in query.get("scope", "").split(self.consents.separator) if scope]
        challenge = query.get("code_challenge", "")
        return Asked(app, redirect, query.get("state", ""), scopes, challenge, self._fault(query, app, scopes))

    def _fault(self, query: Mapping[str, str], app: App, scopes: list[str]) -> str:
        if query.get("response_type") != "code":
            return "unsupported_response_type"
        allowed = set(app.scopes or self.consents.scopes)
        if not scopes or not all({scope, scope.partition(":")[0]} & allowed for scope in scopes):
            return "invalid_scope"
        if "code_challenge" not in query:
            return ""
        proper = CHALLENGE.match(query["code_challenge"]) and query.get("code_challenge_method") == "S256"
        return "" if proper and self.consents.challenge else "invalid_request"


def consent_routes(world: World, pages: Pages) -> list[Route]:
    """They stand before all else, because some lie below the address of an API."""
    found = []
    for network, kind in world.kinds.items():
        if kind.consents:
            page = ConsentPage(world, pages, network, kind.consents)
            found.append(Route(kind.consents.path, page.answer, methods=["GET", "POST"]))
    return found
