"""Posts: publish, find by author, read, delete.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.linkedin.content import Content
from sandbox.linkedin.errors import denied, duplicate, invalid, not_found
from sandbox.linkedin.little import kept, seen
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.linkedin import LinkedIn

Json = dict[str, Any]
CHARACTERS = 3000
WANTED = {"visibility": "PUBLIC", "lifecycleState": "PUBLISHED"}
MOST = 100


class Posts:
    def __init__(self, network: LinkedIn) -> None:
        self.network = network
        self.posts = network.world.posts

    def publish(self, call: Call) -> Answer:
        """POST /rest/posts → 201 without a body; the post's name stands in `x-restli-id` alone."""
        commentary = self._commentary(call)
        content = Content.read(self.network, call)
        if not commentary.strip() and not content.given:
            raise invalid("INVALID_VALUE_BLANK_FIELD", "/commentary :: must not be blank")
        text = seen(commentary)
        if not content.media:
            self._check_duplicate(call, text, content.link)
        now, settings = time.time(), self.network.world.settings
        kind = "ugcPost" if len(content.media) > 1 else "share"
        details = {"commentary": kept(commentary), "content": content.given, "card": content.card}
        fails = bool(content.media and settings.linkedin_publishing_fails)
        out_at = now + settings.linkedin_publishing if content.media else now
        post = self.posts.record(
            call.me,
            remote_id=f"urn:li:{kind}:{self.network.next_id(now)}",
            text=text,
            link=content.link,
            media=[item.stored() for item in content.media],
            at=now,
            received_at=call.received_at,
            hidden=fails,
            details={**details, "out_at": out_at},
        )
        return Answer(201, b"", {"x-restli-id": post.remote_id, "x-linkedin-id": post.remote_id})

    def by_author(self, call: Call) -> Answer:
        """GET /rest/posts?q=author, newest first: what is out."""
        if call.query.get("q") != "author":
            raise invalid("PARAM_INVALID", "Invalid query parameters passed to request")
        self._check_author(call, call.query.get("author", ""))
        start, count = (int(call.query.get(name) or default) for name, default in (("start", 0), ("count", 10)))
        if count > MOST:
            raise invalid("PARAM_INVALID", f"count must be at most {MOST}")
        found = [post for post in reversed(call.me.posts) if post.deleted_at is None and not post.reply_to]
        found = [post for post in found if state(post) == "PUBLISHED"]
        paging = {"start": start, "count": count, "links": [], "total": len(found)}
        elements = [self._shown(post) for post in found[start : start + count]]
        return Answer(200, {"elements": elements, "paging": paging})

    def show(self, call: Call) -> Answer:
        return Answer(200, self._shown(self._mine(call)))

    def edit(self, call: Call) -> Answer:
        """POST /rest/posts/{urn} as a partial update → 204."""
        if call.header(b"x-restli-method").upper() != "PARTIAL_UPDATE":
            raise invalid("PARAM_INVALID", "X-RestLi-Method must be PARTIAL_UPDATE")
        post, patch = self._mine(call), call.fields.get("patch")
        wanted = patch.get("$set") if isinstance(patch, dict) else None
        if not isinstance(wanted, dict) or set(wanted) != {"commentary"}:
            raise invalid("INVALID_VALUE_FOR_FIELD", "/patch/$set :: the sandbox changes the commentary only")
        commentary = measured(str(wanted["commentary"]))
        if not commentary.strip() and not post.details["content"]:
            raise invalid("INVALID_VALUE_BLANK_FIELD", "/commentary :: must not be blank")
        self.posts.reword(post, seen(commentary), commentary=kept(commentary))
        return Answer(204, b"")

    def delete(self, call: Call) -> Answer:
        """DELETE says the same whether or not there was anything."""
        post = self.posts.find("linkedin", call.params["urn"])
        if post is not None and post.account == call.me.remote_id:
            self.posts.delete_with_comments(post, time.time())
        return Answer(204, b"")

    def _mine(self, call: Call) -> Post:
        post = self.posts.find("linkedin", call.params["urn"])
        if post is None or post.account != call.me.remote_id:
            raise not_found()
        return post

    def _commentary(self, call: Call) -> str:
        """The words of a post whose other fields are as they must be."""
        fields = call.fields
        for name in ("author", "commentary", "visibility", "distribution", "lifecycleState"):
            if name not in fields:
                raise invalid("MISSING_FIELD", f"/{name} :: field is required but not found and has no default value")
        self._check_author(call, call.word("author"))
        for name, value in WANTED.items():
            if fields[name] != value:
                raise invalid("INVALID_VALUE_FOR_FIELD", f"/{name} :: the sandbox imitates {value} only")
        distribution = fields["distribution"]
        if not isinstance(distribution, dict) or distribution.get("feedDistribution") != "MAIN_FEED":
            raise invalid("INVALID_VALUE_FOR_FIELD", "/distribution/feedDistribution :: must be MAIN_FEED")
        return measured(call.word("commentary"))

    def _check_author(self, call: Call, author: str) -> None:
        if not author.startswith("urn:li:organization:"):
            raise invalid("INVALID_URN_TYPE", "/author :: must be an organization")
        if author != self.network.urn(call.me):
            raise denied(f"posts of {author}")

    def _check_duplicate(self, call: Call, text: str, link: str) -> None:
        """The same words are refused for about a day, deleted posts included."""
        since = time.time() - self.network.world.settings.linkedin_duplicate_window
        for post in reversed(call.me.posts):
            if post.at <= since:
                return
            if not (post.media or post.reply_to) and (post.text, post.link) == (text, link):
                raise Refusal(duplicate(post.remote_id))

    def _shown(self, post: Post) -> Json:
        made = int(post.at * 1000)
        element = {
            "id": post.remote_id,
            "author": f"urn:li:organization:{post.account}",
            "commentary": post.details["commentary"],
            "createdAt": made,
            "publishedAt": made,
            "lastModifiedAt": made,
            "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
            "isReshareDisabledByAuthor": False,
            **WANTED,
            "lifecycleState": state(post),
        }
        return {**element, "content": post.details["content"]} if post.details["content"] else element


def state(post: Post) -> str:
    """A post with media may have been taken and not be out yet, or never get there."""
    if post.details.get("out_at", 0) > time.time():
        return "PUBLISH_REQUESTED"
    return "PUBLISH_FAILED" if post.hidden else "PUBLISHED"


def measured(commentary: str) -> str:
    """The words, if they are not too many."""
    if len(commentary.encode("utf-16-le")) // 2 > CHARACTERS:
        raise invalid("FIELD_LENGTH_TOO_LONG", f"/commentary :: length must be at most {CHARACTERS}")
    return commentary
