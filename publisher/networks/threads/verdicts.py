"""What an error of Threads means for us, beside those all of Meta's networks have.

Source: developers.facebook.com/docs/threads/troubleshooting.
"""

from __future__ import annotations

from publisher.networks.answers import Answer
from publisher.networks.base import Later, NetworkError, Refused, Trouble
from publisher.networks.meta.errors import RULES as COMMON
from publisher.networks.meta.errors import Again, Look, Refuse, Rule

TITLE = "Threads"

_FETCH = Again(
    "Threads could not fetch the picture or film from this Marquee. If that lasts, ask your operators whether its "
    "public address can be reached from outside."
)
_TROUBLE = Again("Threads had trouble with the picture or film. Marquee brings it anew.")
_BLOCKED = Refuse(
    Trouble.BLOCKED, "Threads has restricted this account. Log in there as the account, and do what it asks."
)

RULES: dict[int, Rule] = {
    **COMMON,
    2207051: Look(
        "Threads takes the post for spam, and may have published it all the same. Look at the account there.",
        before=_BLOCKED,
    ),
    2207052: _FETCH,
    4279009: Again("Threads has lost what was brought to it. Marquee brings it anew.", gone=True),
    4279013: _BLOCKED,
    4476002: Refuse(
        Trouble.APP, "The token is not from the app's part for Threads. Ask your operators to look at its id."
    ),
}

_WRONG: dict[str, str] = {
    "INVALID_ASPEC_RATIO": "Its sides may be 0.01:1 to 10:1.",
    "INVALID_BIT_RATE": "It may have 25 megabits a second at most.",
    "INVALID_DURATION": "It may last 5 minutes at most.",
    "INVALID_FRAME_RATE": "It has to have 23 to 60 pictures a second.",
    "INVALID_AUDIO_CHANNELS": "Its sound has to be mono or stereo.",
    "INVALID_AUDIO_CHANNEL_LAYOUT": "Its sound has to be mono or stereo.",
}
"""By the error of a container; the first is spelt so."""
_AGAIN_WRONG: dict[str, str] = {
    "FAILED_PROCESSING_VIDEO": "Threads could not work with the film, twice. Save it anew as MP4 with H.264.",
    "FAILED_PROCESSING_AUDIO": "Threads could not work with the film's sound, twice. Save it anew as AAC.",
}
"""What may pass, and the second time does not."""
_UNKNOWN = (
    "Threads could do nothing with the post, twice, and does not say why. Save its pictures anew as JPEG, or its film "
    "as MP4 with H.264 and AAC, and look at its text."
)


def failed(answer: Answer, failures: int) -> NetworkError:
    """What it means that a container is in state ERROR, the so many-th of its post: its `error_message` is a word."""
    said = answer.word("error_message")
    if said == "FAILED_DOWNLOADING_VIDEO":
        return Later(_FETCH.sentence, said, answer.trace_id, answer.status)
    if wrong := _WRONG.get(said):
        reason = f"Threads does not take the film as it is. {wrong}"
    elif failures > 1:
        reason = _AGAIN_WRONG.get(said, _UNKNOWN)
    else:
        return Later(_TROUBLE.sentence, said, answer.trace_id, answer.status)
    return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
