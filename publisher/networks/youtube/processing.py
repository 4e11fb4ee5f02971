"""How far YouTube is with a film, and why it would not show it.

Source: developers.google.com/youtube/v3/docs/videos (status.uploadStatus, failureReason, rejectionReason).
"""

from __future__ import annotations

from publisher.networks.base import Account, Json, Refused, Trouble, Unfinished
from publisher.networks.http import Door
from publisher.networks.youtube.calls import ask

PAUSE = 15.0
"""Seconds between two questions: each costs a unit of the app's 10,000 of the day."""

_ANEW = "YouTube cannot work with the film. Save it anew as MP4 with H.264, then send it again."
_RIGHTS = "YouTube says that somebody else has rights in the film. Settle it there, or show another one."
_RULES = "YouTube holds the film for a breach of its rules. Look at it there, then show another one."
_CLOSED = "YouTube has suspended or closed the channel's account. Look at it there before going on."
_REASONS: dict[str, tuple[Trouble, str]] = {
    "emptyFile": (Trouble.MEDIA, "YouTube got an empty film. Upload it to Marquee again."),
    "tooSmall": (Trouble.MEDIA, "The film is too small for YouTube. Show another one."),
    "length": (Trouble.MEDIA, "The film is too long for this channel. Cut it, or verify the channel by telephone."),
    "duplicate": (Trouble.DUPLICATE, "YouTube says that the channel has this film already. Show another one."),
    "copyright": (Trouble.CONTENT, _RIGHTS),
    "claim": (Trouble.CONTENT, _RIGHTS),
    "trademark": (Trouble.CONTENT, _RIGHTS),
    "inappropriate": (Trouble.CONTENT, _RULES),
    "termsOfUse": (Trouble.CONTENT, _RULES),
    "legal": (Trouble.CONTENT, _RULES),
    "uploaderAccountSuspended": (Trouble.BLOCKED, _CLOSED),
    "uploaderAccountClosed": (Trouble.BLOCKED, _CLOSED),
}
"""What is not here (conversion, codec, invalidFile, uploadAborted) is the film's own fault."""


async def status_of(door: Door, account: Account, video: str) -> Json:
    """The film's status; empty when it is not there."""
    query = {"part": "status", "id": video}
    answer = await ask(door, account, "GET", "/youtube/v3/videos", query=query)
    rows = answer.rows("items")
    status = rows[0].get("status") if rows else None
    return status if isinstance(status, dict) else {}


async def processed(door: Door, account: Account, video: str) -> None:
    """Return when the film can be shown. Raises `Unfinished` while YouTube works on it, `Refused` if it gave up."""
    status = await status_of(door, account, video)
    state = status.get("uploadStatus")
    if state == "processed":
        return
    if state == "uploaded":
        raise Unfinished(PAUSE)
    if state not in ("failed", "rejected"):
        raise Refused("The film is no longer at YouTube. Send it again if you want it out.", trouble=Trouble.MEDIA)
    why = str(status.get("failureReason") or status.get("rejectionReason") or "")
    trouble, sentence = _REASONS.get(why, (Trouble.MEDIA, _ANEW))
    raise Refused(sentence, why, trouble=trouble)
