"""Logging in: codes become a person's token, this one lasts, and it lists the person's pages with tokens of their own.

Sources: developers.facebook.com, facebook-login/guides (manual flow, access tokens) and
graph-api/reference/user/accounts.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call, Refusal
from sandbox.facebook import nodes
from sandbox.graph.errors import bad_parameter, bad_token, graph_error
from sandbox.graph.fields import parse, select
from sandbox.kind import Consents
from sandbox.logins import Wrong

if TYPE_CHECKING:
    from sandbox.facebook import Facebook
    from sandbox.logins import Login

SCOPES = frozenset(
    {"pages_show_list", "pages_read_engagement", "pages_manage_posts", "pages_manage_engagement", "read_insights"}
)
CONSENTS = Consents("/facebook/v26.0/dialog/oauth", SCOPES, separator=",")
FIELDS = nodes.PAGE_FIELDS | {"access_token", "tasks"}
DAY = 24 * 3600
AT_ONCE = 25
"""However many pages are asked for, Graph may give fewer and say where the others are."""


class Logging:
    def __init__(self, network: Facebook) -> None:
        self.network = network
        self.logins = network.world.logins

    def token(self, call: Call) -> Answer:
        """/oauth/access_token: for a code, or a lasting one for one that ends in an hour."""
        client = (call.word("client_id"), call.word("client_secret"))
        if call.word("grant_type") == "fb_exchange_token":
            login = self._exchanged(client, call)
            return Answer(200, {"access_token": login.token, "token_type": "bearer", "expires_in": 60 * DAY})
        try:
            accounts = self.logins.redeem("facebook", client, call, time.time())
        except Wrong as wrong:
            raise Refusal(graph_error(1 if wrong.error == "invalid_client" else 100, wrong.description)) from None
        login = self.logins.open("facebook", accounts, prefix="EAAG")
        return Answer(200, {"access_token": login.token, "token_type": "bearer", "expires_in": 3600})

    def pages(self, call: Call) -> Answer:
        """GET /me/accounts with a person's lasting token."""
        _, _, token = call.header(b"authorization").partition(" ")
        login = self.logins.by_token.get(("facebook", token))
        if login is None:
            raise Refusal(bad_token())
        tree, first = parse(call.word("fields") or "id,name,access_token,tasks"), int(call.word("after") or 0)
        limit = min(int(call.word("limit") or 25), AT_ONCE)
        accounts = self.logins.accounts(login)
        shown = [
            {**nodes.page(one, call.base), "access_token": one.token, "tasks": ["ANALYZE", "CREATE_CONTENT"]}
            for one in accounts[first : first + limit]
        ]
        data = [select(page, tree, FIELDS, "Page") for page in shown]
        paging = {"cursors": {"before": str(first), "after": str(first + limit)}}
        more = (
            {"next": f"{call.base}/facebook/v26.0/me/accounts?after={first + limit}"}
            if first + limit < len(accounts)
            else {}
        )
        return Answer(200, {"data": data, "paging": {**paging, **more}} if data else {"data": []})

    def debug(self, call: Call) -> Answer:
        """GET /debug_token, as the app. What a person consented to ends 90 days after it, a page's token never."""
        client_id, _, secret = call.header(b"authorization").partition(" ")[2].partition("|")
        app = self.logins.app("facebook", client_id)
        if app is None or secret != app.client_secret:
            raise Refusal(graph_error(100, "(#100) You must provide an app access token, or a user access token"))
        account = self.network.world.accounts.by_token.get(("facebook", call.word("input_token")))
        if account is None:
            return Answer(200, {"data": {"is_valid": False, "scopes": []}})
        given = self.network.world.settings.facebook_reads_only
        scopes = sorted(SCOPES - {"pages_manage_posts"} if given else SCOPES)
        end = int(account.created_at + 90 * DAY)
        data = {"app_id": client_id, "type": "PAGE", "is_valid": True, "scopes": scopes}
        return Answer(200, {"data": {**data, "expires_at": 0, "data_access_expires_at": end}})

    def _exchanged(self, client: tuple[str, str], call: Call) -> Login:
        app = self.logins.app("facebook", client[0])
        before = self.logins.by_token.get(("facebook", call.word("fb_exchange_token")))
        if app is None or client[1] != app.client_secret:
            raise Refusal(graph_error(1, "Error validating client secret."))
        if before is None:
            raise bad_parameter("fb_exchange_token is not a user access token")
        return self.logins.open("facebook", self.logins.accounts(before), prefix="EAAL")
