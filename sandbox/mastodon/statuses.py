"""Statuses: publish, read back, delete. Source: docs.joinmastodon.org, methods/statuses and methods/accounts."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.mastodon import entities
from sandbox.mastodon.errors import error, invalid, not_found
from sandbox.mastodon.text import first_link, length
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.mastodon import Mastodon

KEY_LIFE = 3600.0
"""Seconds for which an Idempotency-Key is remembered after the success (PostStatusService)."""
VISIBILITIES = ("public", "unlisted", "private", "direct")


class Statuses:
    def __init__(self, network: Mastodon) -> None:
        self.network = network
        self.posts = network.world.posts

    def publish(self, call: Call) -> Answer:
        """POST /api/v1/statuses. A repeat of a known key gives the first status, whatever the body says now."""
        now = time.time()
        first = self.known(call, now)
        if first is not None:
            if first.deleted_at is not None:
                raise not_found()
            return self._shown(call, first)
        media = self.network.uploads.attach(call, self._media_ids(call))
        text = call.word("status")
        details = self._details(call, text, bool(media))
        self.network.limits.take(call.me.remote_id, "create", call.received_at)
        post = self.posts.record(
            call.me,
            remote_id=self.network.next_id(now),
            text=text,
            link=first_link(text),
            media=[item.stored() for item in media],
            at=now,
            received_at=call.received_at,
            key=call.header(b"idempotency-key"),
            hidden=details["visibility"] in ("private", "direct"),
            reply_to=self._answered(call),
            details=details,
        )
        return self._shown(call, post)

    def known(self, call: Call, now: float) -> Post | None:
        """The status this call's Idempotency-Key already made, if it did within the hour."""
        key = call.header(b"idempotency-key")
        post = self.posts.by_key.get(("mastodon", call.me.remote_id, key)) if key else None
        return post if post is not None and now - post.at < KEY_LIFE else None

    def show(self, call: Call) -> Answer:
        return self._shown(call, self._visible(call))

    def source(self, call: Call) -> Answer:
        post = self._visible(call)
        return Answer(200, {"id": post.remote_id, "text": post.text, "spoiler_text": post.details["spoiler_text"]})

    def edit(self, call: Call) -> Answer:
        """PUT /api/v1/statuses/:id. What is not named again is taken off (UpdateStatusService)."""
        post = self._own(call)
        kept = [item for item in post.media if item["id"] in self._media_ids(call)]
        details = self._details(call, call.word("status"), bool(kept))
        self.posts.reword(post, call.word("status"), kept, **details)
        return self._shown(call, post)

    def delete(self, call: Call) -> Answer:
        """Gives the status once more, with its source text to draft anew."""
        post = self._own(call)
        self.network.limits.take(call.me.remote_id, "delete", call.received_at)
        shown = {**entities.status(post, call.me, call.base), "text": post.text}
        self.posts.delete(post, time.time())
        return Answer(200, shown)

    def timeline(self, call: Call) -> Answer:
        """GET /api/v1/accounts/:id/statuses, newest first."""
        account = self.network.world.accounts.by_id.get(("mastodon", call.params["id"]))
        if account is None:
            raise not_found()
        asked = call.query
        limit = max(1, min(number(asked.get("limit"), 20), 40))
        below, above = number(asked.get("max_id"), 0), number(asked.get("since_id") or asked.get("min_id"), 0)
        found: list[Post] = []
        for post in reversed(account.posts):
            if int(post.remote_id) <= above or len(found) == limit:
                break
            if self._listed(call, post) and (not below or int(post.remote_id) < below):
                found.append(post)
        answer = Answer(200, [entities.status(post, account, call.base) for post in found])
        if len(found) == limit:
            path = f"{call.base}/mastodon/api/v1/accounts/{account.remote_id}/statuses"
            answer.headers["Link"] = f'<{path}?limit={limit}&max_id={found[-1].remote_id}>; rel="next"'
        return answer

    def _listed(self, call: Call, post: Post) -> bool:
        if post.deleted_at is not None or not may_see(call, post):
            return False
        if call.query.get("only_media") in ("true", "1") and not post.media:
            return False
        return call.query.get("exclude_replies") not in ("true", "1") or not post.reply_to

    def _visible(self, call: Call) -> Post:
        post = self.posts.find("mastodon", call.params["id"])
        if post is None or not may_see(call, post):
            raise not_found()
        return post

    def _own(self, call: Call) -> Post:
        post = self._visible(call)
        if post.account != call.me.remote_id:
            raise not_found()
        return post

    def _shown(self, call: Call, post: Post) -> Answer:
        account = self.network.world.accounts.by_id["mastodon", post.account]
        return Answer(200, entities.status(post, account, call.base))

    def _media_ids(self, call: Call) -> list[str]:
        ids = call.fields.get("media_ids") or []
        return [str(media_id) for media_id in ids if media_id] if isinstance(ids, list) else [str(ids)]

    def _details(self, call: Call, text: str, has_media: bool) -> dict[str, Any]:
        self._refuse_what_is_not_imitated(call)
        spoiler, visibility = call.word("spoiler_text"), call.word("visibility") or "public"
        limit = self.network.world.settings.mastodon_max_characters
        if visibility not in VISIBILITIES:
            raise invalid("Validation failed: Visibility is not included in the list")
        if not text.strip() and not has_media and not spoiler.strip():
            raise invalid("Validation failed: Text can't be blank")
        if length(spoiler + text) > limit:
            raise invalid(f"Validation failed: Text character limit of {limit} exceeded")
        return {
            "visibility": visibility,
            "spoiler_text": spoiler,
            "sensitive": call.flag("sensitive") or bool(spoiler),
            "language": call.word("language") or call.me.language,
        }

    def _answered(self, call: Call) -> str:
        parent = call.word("in_reply_to_id")
        if parent and self.posts.find("mastodon", parent) is None:
            raise Refusal(error(404, "The post you are trying to reply to does not appear to exist."))
        return parent

    def _refuse_what_is_not_imitated(self, call: Call) -> None:
        if call.fields.get("poll"):
            raise invalid("Validation failed: the sandbox imitates no polls")
        if not (wanted := call.word("scheduled_at")):
            return
        try:
            ahead = datetime.fromisoformat(wanted).timestamp() - time.time()
        except ValueError:
            raise invalid("Validation failed: Scheduled at is invalid") from None
        if 0 < ahead < 300:
            raise invalid("Validation failed: Scheduled at The scheduled date must be in the future")
        if ahead > 0:
            raise invalid("Validation failed: the sandbox imitates no scheduled statuses")


def may_see(call: Call, post: Post) -> bool:
    return not post.hidden or (call.account is not None and call.account.remote_id == post.account)


def number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default
