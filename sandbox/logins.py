"""People let apps in: the apps, the codes they bring back, and the tokens these become.

Sources: RFC 6749 (OAuth 2.0), 4.1 and 5.2; RFC 7636 (proof keys).
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sandbox.kind import CLIENT

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.call import Call
    from sandbox.world import World

Json = dict[str, Any]


class Wrong(Exception):
    """The token endpoint says no: an error of RFC 6749, 5.2, and why."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class App:
    """`redirects` are where it may send people back to; none: anywhere. `scopes` limits what it may ask for."""

    network: str
    client_id: str
    client_secret: str
    redirects: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """What one person consented to: good once, for the same app, address and proof key. `at` in epoch seconds."""

    app: App
    redirect: str
    challenge: str
    accounts: tuple[str, ...]
    scopes: tuple[str, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Login:
    """A person's token, and the ids of the accounts it opens."""

    network: str
    token: str
    refresh: str
    accounts: tuple[str, ...]


class Logins:
    """Codes live in memory and for minutes; apps and tokens are in the journal."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.apps: dict[tuple[str, str], App] = {}
        self.codes: dict[str, Code] = {}
        self.by_token: dict[tuple[str, str], Login] = {}
        self.by_refresh: dict[tuple[str, str], Login] = {}

    def app(self, network: str, client_id: str) -> App | None:
        if client_id == CLIENT["client_id"]:
            return App(network, CLIENT["client_id"], CLIENT["client_secret"])
        return self.apps.get((network, client_id))

    def register(self, network: str, redirects: tuple[str, ...], scopes: tuple[str, ...]) -> App:
        app = App(network, secrets.token_urlsafe(32), secrets.token_urlsafe(32), redirects, scopes)
        self.world.journal.append("app", asdict(app))
        return self._keep_app(app)

    def consent(self, code: Code) -> str:
        """The code that the person carries back to the app."""
        name = secrets.token_urlsafe(32)
        self.codes[name] = code
        return name

    def redeem(self, network: str, client: tuple[str, ...], call: Call, now: float) -> list[Account]:
        """The accounts that the code of this call opens; it is used up even when something else is wrong.

        `client` are the app's name and secret. Raises `Wrong`.
        """
        app = self.app(network, client[0]) if len(client) == 2 else None
        if app is None or client[1] != app.client_secret:
            raise Wrong("invalid_client", "Client authentication failed")
        code = self.codes.pop(call.word("code"), None)
        if code is None or code.app != app or now - code.at > self.world.settings.code_life:
            raise Wrong("invalid_grant", "The authorization code is invalid, expired or was used already.")
        if call.word("redirect_uri") != code.redirect:
            raise Wrong("invalid_grant", "redirect_uri is not the one of the authorization request.")
        consents = self.world.kinds[network].consents
        if code.challenge and consents and hashed(call.word("code_verifier"), consents.challenge) != code.challenge:
            raise Wrong("invalid_grant", "code_verifier does not match the code_challenge.")
        accounts = [self.world.accounts.by_id[network, number] for number in code.accounts]
        for account in accounts:
            account.rights = frozenset(code.scopes)
        return accounts

    def open(self, network: str, accounts: list[Account], refresh: str = "", prefix: str = "") -> Login:
        """A token for all of them. A `refresh` token that was given before opens it again."""
        numbers = tuple(account.remote_id for account in accounts)
        login = Login(network, prefix + secrets.token_urlsafe(32), refresh or secrets.token_urlsafe(32), numbers)
        self.world.journal.append("login", asdict(login))
        return self._keep(login)

    def accounts(self, login: Login) -> list[Account]:
        return [self.world.accounts.by_id[login.network, number] for number in login.accounts]

    def speaker(self, network: str, token: str, call: Call, owner: str = "") -> Account | None:
        """As which of its accounts this token speaks: `owner`, or the one that is named in the call, or the first."""
        login = self.by_token.get((network, token))
        if login is None:
            return None
        accounts = self.accounts(login)
        post = next((post for name in call.params.values() if (post := self.world.posts.find(network, name))), None)
        owner = owner or (post.account if post else "")
        said = b" ".join([call.body, *(part.encode() for part in [*call.params.values(), *call.query.values()])])
        named = (one for one in accounts if one.remote_id == owner or (not owner and one.remote_id.encode() in said))
        return next(named, accounts[0])

    def restore_app(self, line: Json) -> None:
        self._keep_app(App(**{**line, "redirects": tuple(line["redirects"]), "scopes": tuple(line["scopes"])}))

    def restore(self, line: Json) -> None:
        self._keep(Login(**{**line, "accounts": tuple(line["accounts"])}))

    def _keep_app(self, app: App) -> App:
        self.apps[app.network, app.client_id] = app
        return app

    def _keep(self, login: Login) -> Login:
        if before := self.by_refresh.get((login.network, login.refresh)):
            self.by_token.pop((login.network, before.token), None)
        self.by_token[login.network, login.token] = self.by_refresh[login.network, login.refresh] = login
        return login


def hashed(verifier: str, how: str) -> str:
    digest = hashlib.sha256(verifier.encode())
    return digest.hexdigest() if how == "hex" else urlsafe_b64encode(digest.digest()).decode().rstrip("=")
