"""What was said about a post: comments and decisions in one thread, the oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from accounts.models import User
from campaigns.mentions import marked
from campaigns.models import Approval, Post


@dataclass(frozen=True)
class Said:
    """`did` is what a decision was, "" for a comment; one that `is_past` counts no more."""

    at: datetime
    by: User
    words: SafeString
    did: str = ""
    decision: str = ""
    is_past: bool = False


def thread(post: Post, approvals: Iterable[Approval] | None = None) -> list[Said]:
    """In two queries, however long it is, or in one where its decisions are known."""
    comments = [Said(one.at, one.by, marked(one.text, one.named)) for one in post.comments.select_related("by")]
    decisions = [
        Said(
            one.at,
            one.by,
            marked(one.note, []),
            f"{one.did} as {one.get_stage_display()}",
            one.decision,
            one.decision == "approve" and one.withdrawn_at is not None,
        )
        for one in (post.approvals.select_related("by") if approvals is None else approvals)
    ]
    return sorted([*comments, *decisions], key=lambda said: said.at)
