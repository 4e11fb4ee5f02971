"""Bluesky imitated: one Personal Data Server (PDS) of the AT Protocol at `/bluesky`, its methods below its `/xrpc`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from sandbox.bluesky import richtext
from sandbox.bluesky.blobs import Blobs
from sandbox.bluesky.errors import REFUSALS, invalid_request, refuse, xrpc_error
from sandbox.bluesky.identifiers import did
from sandbox.bluesky.limits import Limits, headers, throttled
from sandbox.bluesky.records import Records
from sandbox.bluesky.sessions import Sessions
from sandbox.bluesky.tokens import expired
from sandbox.bluesky.videos import Videos
from sandbox.call import Answer, Call
from sandbox.clock import iso
from sandbox.edge import route
from sandbox.kind import Kind
from sandbox.windows import Window

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

NAMES = {500: "InternalServerError", 502: "UpstreamFailure", 503: "NotEnoughResources", 504: "UpstreamTimeout"}
JSON_LIMIT = 1024 * 1024


class Bluesky:
    name = "bluesky"
    kind = Kind(
        "Bluesky",
        "/bluesky",
        "/bluesky/profile/{handle}",
        "/bluesky/profile/{handle}/post/{post}",
        did,
        "/bluesky/xrpc",
        # Here the server takes films itself, as `video` says.
        secret=lambda account: {"identifier": account.handle, "password": account.password, "video": "/bluesky"},
        name_of=lambda post: post.key,
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.limits = Limits()
        self.sessions = Sessions(self)
        self.blobs = Blobs(self)
        self.records = Records(self)
        self.videos = Videos(self)
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        sessions, records, videos = self.sessions, self.records, self.videos
        return [
            route(self, "POST /com.atproto.repo.putRecord", records.put, "create"),
            route(self, "POST /com.atproto.repo.createRecord", records.create, "create"),
            route(self, "POST /com.atproto.repo.uploadBlob", self.blobs.upload, "media"),
            route(self, "GET /com.atproto.repo.getRecord", records.get, "read", public=True),
            route(self, "GET /com.atproto.repo.listRecords", records.listing, "read", public=True),
            route(self, "POST /com.atproto.repo.deleteRecord", records.delete, "delete"),
            route(self, "POST /com.atproto.server.createSession", sessions.create, "auth", public=True),
            route(self, "POST /com.atproto.server.refreshSession", sessions.refresh, "auth", public=True),
            route(self, "GET /com.atproto.server.getSession", sessions.get, "auth"),
            route(self, "GET /com.atproto.server.getServiceAuth", videos.allow, "auth"),
            route(self, "POST /app.bsky.video.uploadVideo", videos.upload, "media", public=True),
            route(self, "GET /app.bsky.video.getUploadLimits", videos.limits, "auth", public=True),
            route(self, "GET /app.bsky.video.getJobStatus", videos.status, "read", public=True),
            route(self, "GET /com.atproto.server.describeServer", self.describe_server, "read", public=True),
            route(self, "GET /com.atproto.identity.resolveHandle", self.resolve_handle, "read", public=True),
            route(self, "GET /app.bsky.actor.getProfile", self.get_profile, "read"),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read", public=True) for method in ("GET", "POST")),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        if call.mime == "application/json" and len(call.body) > JSON_LIMIT:
            raise refuse("PayloadTooLarge", "request entity too large", 413)
        if not needed and (owner := call.query.get("did")):
            return self.world.accounts.find("bluesky", owner)
        if not needed:
            # Logging in needs no token, yet a fault may be meant for whoever logs in.
            return self.world.accounts.find("bluesky", call.word("identifier")) if call.method == "POST" else None
        account = self.sessions.caller(call)
        self.limits.take(account.remote_id, "requests", 1, call.received_at)
        return account

    def text(self, call: Call) -> str:
        record = call.fields.get("record") if call.mime == "application/json" else None
        return str(record.get("text", "")) if isinstance(record, dict) else ""

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, sentence: str) -> Answer:
        return xrpc_error(400, "InvalidRequest", sentence)

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            now = time.time()
            full = Window(5000, 3600, start=now + rule.seconds - 3600, used=5000)
            return throttled(full, rule.seconds)
        if rule.fault == "expired_token":
            return expired().answer
        if rule.fault == "duplicate_refusal":
            return xrpc_error(
                400, "InvalidSwap", "Record was at bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"
            )
        status = 500 if rule.fault == "replay_error" else rule.status
        name = NAMES.get(status, NAMES[500])
        return xrpc_error(status, name, "Internal Server Error" if status == 500 else name)

    def dress(self, call: Call, answer: Answer) -> None:
        if "RateLimit-Limit" in answer.headers or call.account is None:
            return
        family = {"create": "writes", "delete": "writes", "media": "blobs"}.get(call.operation, "requests")
        answer.headers |= headers(self.limits.windows(call.account.remote_id, family)[0])

    def describe_server(self, _call: Call) -> Answer:
        return Answer(200, {"did": "did:web:sandbox", "availableUserDomains": [], "inviteCodeRequired": True})

    def resolve_handle(self, call: Call) -> Answer:
        account = self.world.accounts.find("bluesky", call.query.get("handle", ""))
        if account is None:
            raise invalid_request("Unable to resolve handle")
        return Answer(200, {"did": account.remote_id})

    def get_profile(self, call: Call) -> Answer:
        account = self.world.accounts.find("bluesky", call.query.get("actor", ""))
        if account is None:
            raise invalid_request("Profile not found")
        return Answer(
            200,
            {
                "did": account.remote_id,
                "handle": account.handle,
                "displayName": account.name,
                "followersCount": 0,
                "followsCount": 0,
                "postsCount": sum(post.deleted_at is None for post in account.posts),
                "createdAt": iso(account.created_at),
                "labels": [],
            },
        )

    def nothing(self, _call: Call) -> Answer:
        return xrpc_error(501, "MethodNotImplemented", "Method Not Implemented")

    def html(self, post: Post, base: str) -> Markup:
        """How a person sees the text: as it was first written, whatever the record says since."""
        return Markup(richtext.html(post.text, post.details["facets"], base))  # noqa: S704 - `html` escapes
