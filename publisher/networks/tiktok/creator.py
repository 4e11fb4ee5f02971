"""Who a token is for, and how that account may post.

Sources: developers.tiktok.com/doc/tiktok-api-v2-get-user-info and /content-posting-api-reference-query-creator-info.
"""

from __future__ import annotations

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Film, Identity, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.renewal import lacking
from publisher.networks.tiktok.calls import ask

SCOPES = ("user.info.basic", "video.publish", "video.list")


async def identify(door: Door, account: Account) -> Identity:
    user = await ask(door, account, "GET", "/user/info/", query={"fields": "open_id,display_name"})
    creator = await query(door, account)
    number, username = user.word("data", "user", "open_id"), creator.word("data", "creator_username")
    if not (number and username):
        raise doubt(user, once=False)
    seconds = creator.value("data", "max_video_post_duration_sec")
    return Identity(
        remote_id=number,
        name=creator.word("data", "creator_nickname") or user.word("data", "user", "display_name") or username,
        handle=username,
        address=account.address or f"https://www.tiktok.com/@{username}",
        secret=dict(account.secret),
        limits={"seconds": seconds} if isinstance(seconds, int) else {},
        lacks=lacking(account.secret, *SCOPES),
    )


async def query(door: Door, account: Account) -> Answer:
    """How the account may post now. TikTok wants it asked before each post."""
    return await ask(door, account, "POST", "/post/publish/creator_info/query/", json={})


def check(creator: Answer, film: Film) -> None:
    """Raises `Refused` for a film that is longer than what the account may show today."""
    most = creator.value("data", "max_video_post_duration_sec")
    if isinstance(most, int) and film.seconds > most:
        reason = f"The film lasts {film.seconds:.0f} s; TikTok takes {most} s of this account. Cut it."
        raise Refused(reason, trouble=Trouble.MEDIA)
