"""Apps introduce themselves, and codes become tokens. Source: docs.joinmastodon.org, methods/apps and methods/oauth."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call
from sandbox.kind import Consents
from sandbox.logins import Wrong
from sandbox.mastodon.errors import invalid

if TYPE_CHECKING:
    from sandbox.mastodon import Mastodon

SCOPES = frozenset({"read", "write", "profile", "follow", "push"})
CONSENTS = Consents("/mastodon/oauth/authorize", SCOPES, several=False, challenge="base64")


class OAuth:
    def __init__(self, network: Mastodon) -> None:
        self.network = network
        self.logins = network.world.logins

    def register(self, call: Call) -> Answer:
        """POST /api/v1/apps: open to everybody."""
        given = call.fields.get("redirect_uris") or ""
        redirects = given if isinstance(given, list) else given.split()
        scopes = (call.word("scopes") or "read").split()
        if not call.word("client_name"):
            raise invalid("Validation failed: Application name can't be blank")
        if not redirects:
            raise invalid("Validation failed: Redirect URI must be an absolute URI.")
        if not all(scope.partition(":")[0] in SCOPES for scope in scopes):
            raise invalid("Validation failed: Scopes doesn't match configured on the server.")
        app = self.logins.register("mastodon", tuple(redirects), tuple(scopes))
        named = {"name": call.word("client_name"), "website": call.word("website") or None}
        keys = {"client_id": app.client_id, "client_secret": app.client_secret, "client_secret_expires_at": 0}
        return Answer(200, {"id": "1", **named, "scopes": scopes, "redirect_uris": redirects, **keys})

    def token(self, call: Call) -> Answer:
        """POST /oauth/token: the account's token, which never ends."""
        client = (call.word("client_id"), call.word("client_secret"))
        try:
            if call.word("grant_type") != "authorization_code":
                raise Wrong("unsupported_grant_type", "The sandbox imitates authorization_code only.")
            (account,) = self.logins.redeem("mastodon", client, call, time.time())
        except Wrong as wrong:
            status = 401 if wrong.error == "invalid_client" else 400
            return Answer(status, {"error": wrong.error, "error_description": wrong.description})
        given = {"access_token": account.token, "token_type": "Bearer", "created_at": int(time.time())}
        return Answer(200, {**given, "scope": "read:accounts read:statuses write:media write:statuses"})
