"""What became public, recorded as it happened and independently of whoever published it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.accounts import Account, Accounts
    from sandbox.journal import Journal
    from sandbox.media import Library

Json = dict[str, Any]


@dataclass(slots=True)
class Post:
    """One post on one account's page. Times are epoch seconds.

    `at` is when it became public, `received_at` when the request for it began, `key` the caller's own handle
    (Idempotency-Key, rkey) or "". `media` holds `Media` as dictionaries; `details` is the network's own affair.
    `hidden` posts exist for their owner only and are never listed as public. A reply or a comment is a post as well:
    `reply_to` is the remote id of what it answers.
    """

    seq: int
    network: str
    account: str
    remote_id: str
    text: str
    link: str
    media: list[Json]
    at: float
    received_at: float
    key: str = ""
    deleted_at: float | None = None
    hidden: bool = False
    reply_to: str = ""
    details: Json = field(default_factory=dict)

    def shown(self) -> Json:
        """As `GET /sandbox/public` gives it."""
        return {
            "seq": self.seq,
            "network": self.network,
            "account": self.account,
            "remote_id": self.remote_id,
            "text": self.text,
            "link": self.link,
            "media": [{name: item[name] for name in ("sha256", "mime", "alt", "bytes")} for item in self.media],
            "at": self.at,
            "placement": self.details.get("placement", "feed"),
            "received_at": self.received_at,
            "deleted_at": self.deleted_at,
            "key": self.key,
            "reply_to": self.reply_to,
            "card": self.details.get("card", {}),
        }


class Posts:
    """All posts in the order they were made; `seq` counts from 1."""

    def __init__(self, journal: Journal, accounts: Accounts, library: Library) -> None:
        self.journal = journal
        self.accounts = accounts
        self.library = library
        self.all: list[Post] = []
        self.by_id: dict[tuple[str, str], Post] = {}
        self.by_key: dict[tuple[str, str, str], Post] = {}

    def record(self, account: Account, **what: Any) -> Post:
        """Make a post of this account; the fields are those of `Post`."""
        post = Post(seq=len(self.all) + 1, network=account.network, account=account.remote_id, **what)
        self.journal.append("post", post)
        return self._keep(post)

    def delete(self, post: Post, now: float) -> None:
        self.journal.append("deletion", {"seq": post.seq, "at": now})
        post.deleted_at = now

    def delete_with_comments(self, post: Post, now: float) -> None:
        """Where comments hang on their post."""
        for one in [post, *self.below(post)]:
            self.delete(one, now)

    def below(self, post: Post) -> list[Post]:
        """What answers this post and was not deleted, oldest first."""
        siblings = self.accounts.by_id[post.network, post.account].posts
        return [one for one in siblings if one.reply_to == post.remote_id and one.deleted_at is None]

    def above(self, post: Post) -> Post | None:
        """What this post answers, unless that was deleted."""
        return self.find(post.network, post.reply_to)

    def amend(self, post: Post, details: Json) -> None:
        """Replace the network's own record of a post, not what the public sees of it."""
        self.journal.append("amendment", {"seq": post.seq, "details": details})
        post.details = details

    def reword(self, post: Post, text: str, media: list[Json] | None = None, **details: Any) -> None:
        """The public reads this from now on, and sees this if it is given; `details` are those that change with it."""
        changed = {"text": text, "media": post.media if media is None else media}
        line = {"seq": post.seq, **changed, "details": {**post.details, **details}}
        self.journal.append("rewording", line)
        self.restore_rewording(line)

    def restore(self, line: Json) -> None:
        self._keep(Post(**line))

    def restore_amendment(self, line: Json) -> None:
        self.all[line["seq"] - 1].details = line["details"]

    def restore_rewording(self, line: Json) -> None:
        post = self.all[line["seq"] - 1]
        post.text, post.media, post.details = line["text"], line["media"], line["details"]

    def restore_deletion(self, line: Json) -> None:
        self.all[line["seq"] - 1].deleted_at = line["at"]

    def find(self, network: str, remote_id: str) -> Post | None:
        """A post that was not deleted."""
        post = self.by_id.get((network, remote_id))
        return post if post is not None and post.deleted_at is None else None

    def public(self, network: str, account: str, contains: str, since_seq: int) -> list[Post]:
        """Deleted posts included; "" means any."""
        found = self.all[max(0, since_seq) :]
        return [
            post
            for post in found
            if not post.hidden
            and (not network or post.network == network)
            and (not account or post.account == account)
            and contains in post.text
        ]

    def _keep(self, post: Post) -> Post:
        self.all.append(post)
        self.by_id[post.network, post.remote_id] = post
        if post.key:
            self.by_key[post.network, post.account, post.key] = post
        self.accounts.by_id[post.network, post.account].posts.append(post)
        for item in post.media:
            self.library.attach(post.network, item["id"], post.remote_id)
        return post
