"""Logging in: a member's token opens the pages the member manages.

Source: learn.microsoft.com/linkedin/shared/authentication (authorization code flow, programmatic refresh tokens) and
/marketing/community-management/organizations (access control).
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.kind import CLIENT, Consents
from sandbox.linkedin.errors import invalid
from sandbox.logins import Wrong

if TYPE_CHECKING:
    from sandbox.linkedin import LinkedIn

Json = dict[str, Any]
DAY = 24 * 3600
AT_ONCE = 25
"""However many roles are asked for, an answer may hold fewer and name the next."""
SCOPES = frozenset({"w_organization_social", "r_organization_social", "rw_organization_admin", "w_member_social"})
CONSENTS = Consents("/linkedin/api/oauth/v2/authorization", SCOPES, denied="user_cancelled_authorize")


class Logging:
    def __init__(self, network: LinkedIn) -> None:
        self.network = network
        self.world = network.world
        self.logins = network.world.logins

    def roles(self, call: Call) -> Answer:
        """GET /rest/organizationAcls?q=roleAssignee: where the member whose token this is may do what."""
        if call.query.get("q") != "roleAssignee":
            raise invalid("PARAM_INVALID", "Invalid query parameters passed to request")
        login = self.logins.by_token.get(("linkedin", call.header(b"authorization").partition(" ")[2]))
        accounts = self.logins.accounts(login) if login else [call.me]
        role = {"role": "ADMINISTRATOR", "state": "APPROVED", "roleAssignee": "urn:li:person:sandbox"}
        start, count = int(call.query.get("start") or 0), min(int(call.query.get("count") or 10), AT_ONCE)
        shown = accounts[start : start + count]
        elements = [{**role, "organization": self.network.urn(account)} for account in shown]
        following = f"/rest/organizationAcls?q=roleAssignee&start={start + count}&count={count}"
        links = [{"rel": "next", "type": "application/json", "href": following}] if accounts[start + count :] else []
        return Answer(200, {"elements": elements, "paging": {"start": start, "count": count, "links": links}})

    def token(self, call: Call) -> Answer:
        """POST /oauth/v2/accessToken: a token for a code, or a new one for a refresh token, which lasts a year."""
        try:
            token, refresh = self._opened(call)
        except Wrong as wrong:
            status = 401 if wrong.error == "invalid_client" else 400
            return Answer(status, {"error": wrong.error, "error_description": wrong.description})
        lives = {"expires_in": 60 * DAY, "refresh_token_expires_in": 365 * DAY}
        return Answer(200, {"access_token": token, "refresh_token": refresh, **lives})

    def _opened(self, call: Call) -> tuple[str, str]:
        """A token and its refresh token. Raises `Wrong`."""
        if call.word("grant_type") == "authorization_code":
            client = (call.word("client_id"), call.word("client_secret"))
            login = self.logins.open("linkedin", self.logins.redeem("linkedin", client, call, time.time()))
            return login.token, login.refresh
        if any(call.word(name) != value for name, value in CLIENT.items()):
            raise Wrong("invalid_client", "Client authentication failed")
        refresh = call.word("refresh_token")
        before = self.logins.by_refresh.get(("linkedin", refresh))
        account = self.world.accounts.by_password("linkedin", refresh)
        if call.word("grant_type") != "refresh_token" or not (before or account):
            said = "The provided authorization grant or refresh token is invalid, expired or revoked."
            raise Wrong("invalid_grant", said)
        if before:
            return self.logins.open("linkedin", self.logins.accounts(before), refresh).token, refresh
        assert account
        token = secrets.token_urlsafe(32)
        self.world.accounts.open({"network": "linkedin", "handle": account.handle, "token": token}, time.time())
        return token, account.password
