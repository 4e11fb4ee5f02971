"""Posts: drafts that nobody sees, publishing them, reading them back, throwing them away.

Source: developer.wordpress.org/rest-api/reference/posts; WordPress/WordPress, class-wp-rest-posts-controller.php.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.clock import iso
from sandbox.wordpress.errors import invalid, missing, refuse
from sandbox.wordpress.reading import Shown, names, read

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.wordpress import WordPress

Json = dict[str, Any]
STATUSES = ("publish", "future", "draft", "pending", "private")
IMITATED = ("publish", "draft")


@dataclass(frozen=True, slots=True)
class Article:
    """`author` is the account's remote id; `at` is when it became public, or was drafted (epoch seconds)."""

    id: int
    author: str
    slug: str
    title: str
    content: str
    status: str
    at: float


class Articles:
    def __init__(self, network: WordPress) -> None:
        self.network = network
        self.world = network.world
        self.by_id: dict[int, Article] = {}
        self.by_slug: dict[str, Article] = {}
        self.world.readers["wordpress article"] = self.restore

    def restore(self, line: Json) -> None:
        self._hold(Article(**line))

    def create(self, call: Call) -> Answer:
        """POST /wp/v2/posts"""
        if call.word("id"):
            raise refuse(400, "rest_post_exists", "Cannot create existing post.")
        number = self.network.next_id(time.time())
        blank = Article(number, call.me.remote_id, "", "", "", "", 0.0)
        return self._answer(call, self._change(call, blank), 201)

    def update(self, call: Call) -> Answer:
        """POST /wp/v2/posts/{id}. Publishing what is published already changes nothing."""
        return self._answer(call, self._change(call, self._mine(call)))

    def show(self, call: Call) -> Answer:
        article = self._found(call)
        if article.status != "publish" and (call.account is None or call.account.remote_id != article.author):
            raise refuse(403 if call.account else 401, "rest_forbidden", "Sorry, you are not allowed to do that.")
        return self._answer(call, article)

    def listing(self, call: Call) -> Answer:
        """GET /wp/v2/posts, newest first. Who asks for more than what is public must be logged in."""
        asked = set(filter(None, call.word("status").split(","))) or {"publish"}
        if asked - set(STATUSES) or (asked != {"publish"} and call.account is None):
            raise invalid("status", "Status is forbidden.")
        slugs = set(filter(None, call.word("slug").split(",")))
        found = [self.by_slug[slug] for slug in slugs & self.by_slug.keys()] if slugs else list(self.by_id.values())
        me = call.account.remote_id if call.account else ""
        seen = [one for one in found if one.status in asked and (one.status == "publish" or one.author == me)]
        seen.sort(key=lambda one: one.id, reverse=True)
        return Answer(200, [self.network.fields(call, self._shown(call, one)) for one in seen[:10]])

    def delete(self, call: Call) -> Answer:
        """DELETE /wp/v2/posts/{id}: into the trash, or for good with `force`."""
        article = self._mine(call)
        if article.status == "publish":
            post = self.world.posts.find("wordpress", str(article.id))
            assert post
            self.world.posts.delete(post, time.time())
        if call.flag("force"):
            self._keep(replace(article, status="deleted"))
            return Answer(200, {"deleted": True, "previous": self._shown(call, article)})
        if article.status == "trash":
            raise refuse(410, "rest_already_trashed", "The post has already been deleted.")
        return self._answer(call, self._keep(replace(article, status="trash", slug=f"{article.slug}__trashed")))

    def is_public(self, call: Call) -> bool:
        number = call.params.get("id", "")
        article = self.by_id.get(int(number)) if number.isdecimal() else None
        return article is not None and article.status == "publish"

    def _change(self, call: Call, article: Article) -> Article:
        changed = self._wanted(call, article)
        if changed == article:
            return article
        if not (changed.title or changed.content):
            raise refuse(400, "empty_content", "Content, title, and excerpt are empty.")
        if article.status == "publish":
            return self._reword(changed)
        changed = replace(changed, slug=self._free_slug(changed), at=time.time())
        if changed.status == "publish":
            self._publish(call, changed)
        return self._keep(changed)

    def _wanted(self, call: Call, article: Article) -> Article:
        given = {name: call.word(name) for name in ("title", "content", "slug", "status") if name in call.fields}
        status = given.get("status") or article.status or "draft"
        if status not in STATUSES:
            raise invalid("status", f"status is not one of {', '.join(STATUSES)}.")
        if status not in IMITATED:
            raise invalid("status", f"the sandbox imitates only {' and '.join(IMITATED)}")
        return replace(
            article,
            title=given.get("title", article.title),
            content=given.get("content", article.content),
            slug=given.get("slug") or article.slug,
            status=status,
        )

    def _publish(self, call: Call, article: Article) -> None:
        shown = read(article.title, article.content)
        self.world.posts.record(
            call.me,
            remote_id=str(article.id),
            text=shown.text,
            link=shown.link,
            media=self._media(shown),
            at=article.at,
            received_at=call.received_at,
            details={"slug": article.slug},
        )

    def _media(self, shown: Shown) -> list[Json]:
        return [item for number, alt in shown.pictures for item in self.network.uploads.shown(number, alt)]

    def _reword(self, article: Article) -> Article:
        """Other words, and other media, at the same address."""
        if article.status != "publish":
            raise invalid("status", "the sandbox takes nothing back that is published but by deleting it")
        post = self.world.posts.find("wordpress", str(article.id))
        assert post
        shown = read(article.title, article.content)
        self.world.posts.reword(post, shown.text, self._media(shown))
        return self._keep(article)

    def _free_slug(self, article: Article) -> str:
        """The one wished for, or with a number behind it when it is taken (wp_unique_post_slug)."""
        candidates = names(article.slug or article.title)
        return next(slug for slug in candidates if self.by_slug.get(slug, article).id == article.id)

    def _keep(self, article: Article) -> Article:
        self.world.journal.append("wordpress article", asdict(article))
        return self._hold(article)

    def _hold(self, article: Article) -> Article:
        before = self.by_id.get(article.id)
        if before:
            self.by_slug.pop(before.slug, None)
        self.by_id[article.id] = self.by_slug[article.slug] = article
        return article

    def _found(self, call: Call) -> Article:
        number = call.params["id"]
        article = self.by_id.get(int(number)) if number.isdecimal() else None
        if article is None or article.status == "deleted":
            raise missing()
        return article

    def _mine(self, call: Call) -> Article:
        article = self._found(call)
        if article.author != call.me.remote_id:
            raise refuse(403, "rest_cannot_edit", "Sorry, you are not allowed to edit this post.")
        return article

    def _answer(self, call: Call, article: Article, status: int = 200) -> Answer:
        return Answer(status, self.network.fields(call, self._shown(call, article)))

    def _shown(self, call: Call, article: Article) -> Json:
        author = self.world.accounts.by_id["wordpress", article.author]
        return {
            "id": article.id,
            "date_gmt": iso(article.at)[:19],
            "slug": article.slug,
            "status": article.status,
            "type": "post",
            "link": link(call.base, author, article),
            "title": {"raw": article.title, "rendered": article.title},
            "content": {"raw": article.content, "rendered": article.content, "protected": False},
            "author": int(article.author),
            "featured_media": 0,
        }


def link(base: str, author: Account, article: Article) -> str:
    if article.status == "publish":
        return f"{author.address(base)}/{article.slug}/"
    return f"{base}/wordpress/?p={article.id}"
