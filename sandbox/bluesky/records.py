"""Records in an account's repository. Source: the lexicons com.atproto.repo.* and the PDS's handlers for them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.bluesky.errors import invalid_request, refuse, xrpc_error
from sandbox.bluesky.identifiers import TID, record_cid, tid
from sandbox.bluesky.lexicon import COLLECTION, check_post, wrong
from sandbox.call import Answer, Call, Refusal
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.bluesky import Bluesky

Json = dict[str, Any]


class Records:
    def __init__(self, network: Bluesky) -> None:
        self.network = network
        self.posts = network.world.posts
        self._last_rev = 0.0

    def create(self, call: Call) -> Answer:
        """com.atproto.repo.createRecord. An rkey that is taken makes the real server fail with a bare 500."""
        rkey = call.word("rkey") or self._tid()
        record = self._checked(call, rkey, points=3)
        if self.posts.find("bluesky", uri_of(call.me, rkey)) is not None:
            raise Refusal(xrpc_error(500, "InternalServerError", "Internal Server Error"))
        return self._written(self._publish(call, rkey, record))

    def put(self, call: Call) -> Answer:
        """com.atproto.repo.putRecord. `swapRecord` null: only create; a cid: only replace that; absent: either.

        The same content again is answered with 200 and no commit. The AppView shows a post as it was first written,
        so replacing one changes the repository and not what the public sees.
        """
        rkey = call.word("rkey")
        record = self._checked(call, rkey, points=2)
        current = self.posts.find("bluesky", uri_of(call.me, rkey))
        cid = record_cid(record)
        if current is not None and current.details["cid"] == cid:
            return Answer(200, {"uri": current.remote_id, "cid": cid, "validationStatus": "valid"})
        if "swapRecord" in call.fields and call.fields["swapRecord"] != (current and current.details["cid"]):
            raise refuse("InvalidSwap", f"Record was at {current.details['cid'] if current else 'null'}")
        if current is None:
            return self._written(self._publish(call, rkey, record))
        self.network.blobs.shown(call.me, record.get("embed", {}))
        self.network.blobs.card(call.me, record.get("embed", {}))
        self.posts.amend(current, {**current.details, "record": record, "cid": cid})
        return self._written(current)

    def get(self, call: Call) -> Answer:
        """com.atproto.repo.getRecord: what is not there is a 400, not a 404."""
        account, collection, rkey = self._repo(call), self._param(call, "collection"), self._param(call, "rkey")
        uri = f"at://{account.remote_id}/{collection}/{rkey}"
        post = self.posts.find("bluesky", uri)
        wanted = call.query.get("cid")
        if post is None or (wanted and wanted != post.details["cid"]):
            raise refuse("RecordNotFound", f"Could not locate record: {uri}")
        return Answer(200, entry(post))

    def listing(self, call: Call) -> Answer:
        """com.atproto.repo.listRecords: newest first unless `reverse`."""
        account, asked = self._repo(call), call.query
        limit = asked.get("limit", "50")
        if not limit.isdigit() or not 1 <= int(limit) <= 100:
            raise invalid_request("Error: limit must be an integer from 1 to 100")
        backwards = asked.get("reverse") == "true"
        live = [post for post in account.posts if post.deleted_at is None]
        live.sort(key=lambda post: post.key, reverse=not backwards)
        if cursor := asked.get("cursor"):
            live = [post for post in live if (post.key > cursor if backwards else post.key < cursor)]
        shown = live[: int(limit)] if self._param(call, "collection") == COLLECTION else []
        answer: Json = {"records": [entry(post) for post in shown]}
        if shown:
            answer["cursor"] = shown[-1].key
        return Answer(200, answer)

    def delete(self, call: Call) -> Answer:
        """com.atproto.repo.deleteRecord: what is gone already is fine too."""
        self._check_repo(call)
        self.network.limits.take(call.me.remote_id, "writes", 1, call.received_at)
        uri = f"at://{call.me.remote_id}/{call.word('collection')}/{call.word('rkey')}"
        post = self.posts.find("bluesky", uri)
        if post is None:
            return Answer(200, {})
        self.posts.delete(post, time.time())
        return Answer(200, {"commit": self._commit(uri)})

    def _checked(self, call: Call, rkey: str, points: int) -> Json:
        """The record, known to be valid. Raises `Refusal`."""
        self._check_repo(call)
        self.network.limits.take(call.me.remote_id, "writes", points, call.received_at)
        collection, record = call.word("collection"), call.fields.get("record")
        if collection != COLLECTION:
            raise invalid_request(f"the sandbox imitates {COLLECTION} only, not {collection!r}")
        if not isinstance(record, dict):
            raise invalid_request('Input must have the property "record"')
        if (kind := record.setdefault("$type", collection)) != collection:
            raise invalid_request(f"Invalid $type: expected {collection}, got {kind}")
        if not TID.match(rkey):
            raise wrong(f"Invalid TID string (got {rkey!r})", "rkey")
        check_post(record)
        return record

    def _publish(self, call: Call, rkey: str, record: Json) -> Post:
        embed = record.get("embed", {})
        external = embed.get("external", {})
        card = self.network.blobs.card(call.me, embed)
        return self.posts.record(
            call.me,
            remote_id=uri_of(call.me, rkey),
            text=record["text"],
            link=external.get("uri") or first_link(record),
            media=self.network.blobs.shown(call.me, embed),
            at=time.time(),
            received_at=call.received_at,
            key=rkey,
            reply_to=record.get("reply", {}).get("parent", {}).get("uri", ""),
            details={"record": record, "cid": record_cid(record), "facets": record.get("facets", []), "card": card},
        )

    def _written(self, post: Post) -> Answer:
        commit = self._commit(post.remote_id)
        shown = {"uri": post.remote_id, "cid": post.details["cid"], "commit": commit, "validationStatus": "valid"}
        return Answer(200, shown)

    def _commit(self, uri: str) -> Json:
        rev = self._tid()
        return {"cid": record_cid([uri, rev]), "rev": rev}

    def _tid(self) -> str:
        self._last_rev = max(time.time(), self._last_rev + 0.000_002)
        return tid(self._last_rev)

    def _check_repo(self, call: Call) -> None:
        if call.word("repo").lower() not in (call.me.remote_id, call.me.handle.lower()):
            raise refuse("AuthenticationRequired", "Authentication Required", 401)

    def _repo(self, call: Call) -> Account:
        name = self._param(call, "repo")
        account = self.network.world.accounts.find("bluesky", name)
        if account is None:
            raise invalid_request(f"Could not find repo: {name}")
        return account

    def _param(self, call: Call, name: str) -> str:
        if not (value := call.query.get(name, "")):
            raise invalid_request(f'Error: Params must have the property "{name}"')
        return value


def uri_of(account: Account, rkey: str) -> str:
    return f"at://{account.remote_id}/{COLLECTION}/{rkey}"


def entry(post: Post) -> Json:
    return {"uri": post.remote_id, "cid": post.details["cid"], "value": post.details["record"]}


def first_link(record: Json) -> str:
    for facet in record.get("facets", []):
        for feature in facet["features"]:
            if "uri" in feature:
                return str(feature["uri"])
    return ""
