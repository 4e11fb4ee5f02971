"""Posts: publish and read back. Source: docs.x.com, x-api/posts/create-post and x-api/users/get-posts."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.clock import iso
from sandbox.posts import Post
from sandbox.x.errors import DUPLICATE, GONE, NOT_PERMITTED, forbidden, invalid, problem
from sandbox.x.text import first_link, length, shortened
from sandbox.x.uploads import key

if TYPE_CHECKING:
    from sandbox.x import X

Json = dict[str, Any]
CHARACTERS = 280
KNOWN = frozenset({"text", "media", "reply", "reply_settings", "made_with_ai", "paid_partnership", "nullcast"})
"""What the sandbox imitates of a post; X refuses properties that it does not know."""


class Posts:
    def __init__(self, network: X) -> None:
        self.network = network
        self.posts = network.world.posts

    def publish(self, call: Call) -> Answer:
        """POST /2/tweets → 201"""
        self.network.limits.take(call.me.remote_id, "create", call.received_at)
        if unknown := sorted(set(call.fields) - KNOWN):
            raise invalid(f"$.{unknown[0]}: is not defined in the schema", body=unknown)
        text = call.word("text")
        media = self.network.uploads.attach(call, call.fields["media"]) if call.fields.get("media") else []
        if not text.strip() and not media:
            raise invalid("Request body must have a text or media.", text=text)
        if length(text) > CHARACTERS:
            raise forbidden(NOT_PERMITTED)
        if not media and self._was_said(call, text):
            raise forbidden(DUPLICATE)
        answered = self._answered(call)
        now = time.time()
        post = self.posts.record(
            call.me,
            remote_id=self.network.next_id(now),
            text=text,
            link=first_link(text),
            media=[item.stored() for item in media],
            at=now,
            received_at=call.received_at,
            reply_to=answered,
        )
        shown = self._shown(call, post)
        names = ("id", "text", "edit_history_tweet_ids")
        return Answer(201, {"data": {name: shown[name] for name in names}})

    def delete(self, call: Call) -> Answer:
        """DELETE /2/tweets/{id}"""
        post = self.posts.find("x", call.params["id"])
        if post is None or post.account != call.me.remote_id:
            return problem(404, f"Could not find tweet with id: [{call.params['id']}].", "resource-not-found")
        self.posts.delete(post, time.time())
        return Answer(200, {"data": {"deleted": True}})

    def timeline(self, call: Call) -> Answer:
        """GET /2/users/{id}/tweets, newest first. An empty list is left out."""
        self.network.limits.take(call.me.remote_id, "read", call.received_at)
        account = self.network.world.accounts.by_id.get(("x", call.params["id"]))
        if account is None:
            raise invalid("Could not find user with id.", id=call.params["id"])
        limit = self._limit(call)
        since, below = self._since(call), call.query.get("pagination_token", "")
        found: list[Post] = []
        for post in reversed(account.posts):
            if post.at < since or len(found) > limit:
                break
            if post.deleted_at is None and (not below or int(post.remote_id) < int(below)):
                found.append(post)
        return Answer(200, self._page(call, found, limit))

    def _page(self, call: Call, found: list[Post], limit: int) -> Json:
        shown = found[:limit]
        meta: Json = {"result_count": len(shown)}
        if not shown:
            return {"meta": meta}
        meta |= {"newest_id": shown[0].remote_id, "oldest_id": shown[-1].remote_id}
        if len(found) > limit:
            meta["next_token"] = shown[-1].remote_id
        names = {"id", "text", "edit_history_tweet_ids", *call.query.get("tweet.fields", "").split(",")}
        data = [{name: value for name, value in self._shown(call, post).items() if name in names} for post in shown]
        return {"data": data, "meta": meta}

    def _shown(self, call: Call, post: Post) -> Json:
        """A post with every field it has."""
        account = self.network.world.accounts.by_id["x", post.account]
        pictures = [{"key": key(item["id"], item["mime"])} for item in post.media]
        page = f"{account.address(call.base)}/status/{post.remote_id}"
        text, urls = shortened(post.text, post.remote_id, pictures, page)
        shown: Json = {
            "id": post.remote_id,
            "text": text,
            "edit_history_tweet_ids": [post.remote_id],
            "created_at": iso(post.at),
            "author_id": post.account,
        }
        if urls:
            shown["entities"] = {"urls": urls}
        if post.reply_to:
            shown["referenced_tweets"] = [{"type": "replied_to", "id": post.reply_to}]
        if pictures:
            shown["attachments"] = {"media_keys": [picture["key"] for picture in pictures]}
        return shown

    def _answered(self, call: Call) -> str:
        """The post that this one answers; one that is gone is no longer to be seen."""
        reply = call.fields.get("reply")
        answered = str(reply.get("in_reply_to_tweet_id", "")) if isinstance(reply, dict) else ""
        if answered and self.posts.find("x", answered) is None:
            raise forbidden(GONE)
        return answered

    def _was_said(self, call: Call, text: str) -> bool:
        """Whether the account said the same lately, in a post that is still there."""
        window = self.network.world.settings.x_duplicate_window
        for post in reversed(call.me.posts):
            if time.time() - post.at >= window:
                return False
            if post.text == text and post.deleted_at is None and not post.media:
                return True
        return False

    def _limit(self, call: Call) -> int:
        asked = call.query.get("max_results", "10")
        if not asked.isdigit() or not 5 <= int(asked) <= 100:
            raise invalid(f"The `max_results` query parameter value [{asked}] is not between 5 and 100",
                          max_results=asked)  # fmt: skip
        return int(asked)

    def _since(self, call: Call) -> float:
        asked = call.query.get("start_time")
        try:
            return datetime.fromisoformat(asked).timestamp() if asked else 0.0
        except ValueError:
            raise invalid("Invalid 'start_time'", start_time=asked) from None


def missing(_call: Call) -> Answer:
    return problem(404)
