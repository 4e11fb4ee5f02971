"""What became of a post that LinkedIn took: one with media it works on only then, and may give it up.

Sources: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api (lifecycleState);
ayrshare.com/help-center/technical-support/linkedin_post_cannot_be_displayed.
"""

from __future__ import annotations

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Later, NetworkError, Refused, Trouble, Unsure
from publisher.networks.http import Door
from publisher.networks.linkedin.calls import ask, encoded
from publisher.networks.linkedin.verdicts import FAILED

WORKING = "LinkedIn has taken the post and still works on it. Marquee asks what becomes of it."


async def shown(door: Door, account: Account, urn: str) -> None:
    """Return once the post is out. It is in LinkedIn's hands, so that any trouble leaves doubt, but for its word that
    it gave it up."""
    try:
        post = await _read(door, account, urn)
    except NetworkError as error:
        raise Unsure(WORKING, error.network_text, error.trace_id) from error
    if not _is_out(post):
        raise Unsure(WORKING, trace_id=post.trace_id)


async def is_there(door: Door, account: Account, urn: str) -> bool:
    """Whether the post is out. Raises `Later` while LinkedIn works on it, `Refused` when it gave it up."""
    try:
        post = await _read(door, account, urn)
    except Refused as refused:
        if refused.status != 404:
            raise
        return False
    if not _is_out(post):
        raise Later(WORKING, trace_id=post.trace_id)
    return True


async def _read(door: Door, account: Account, urn: str) -> Answer:
    return await ask(door, account, "GET", f"/posts/{encoded(urn)}")


def _is_out(post: Answer) -> bool:
    if post.word("lifecycleState") == "PUBLISH_FAILED":
        raise Refused(FAILED, post.words, post.trace_id, post.status, trouble=Trouble.MEDIA)
    return post.word("lifecycleState") == "PUBLISHED"
