"""Bringing a film to TikTok, which publishes it as soon as it has all of it: so the last part waits for its time.

Sources: developers.tiktok.com/doc/content-posting-api-reference-direct-post and -media-transfer-guide.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Film, Json, Later, Refused, Trouble, Unfinished
from publisher.networks.http import Door
from publisher.networks.tiktok import creator, options
from publisher.networks.tiktok.calls import ask
from publisher.networks.tiktok.status import status_of
from publisher.networks.tiktok.verdicts import verdict
from publisher.networks.uploads import is_theirs, limits_of_uploads

PART = 5 * 1024 * 1024
"""Bytes that a part has at least, unless it is the only one. Small parts, so that the last one passes quickly."""
LIVES = timedelta(minutes=55)
"""An upload can be used for an hour."""
PATIENCE = 10.0
"""Seconds after which no further part is begun in one claim."""
_MORE = 206
_GONE = frozenset({403, 404, 410, 416})
"""The upload has ended, or TikTok has other bytes than we believe."""


def parts(film: Film) -> tuple[int, int]:
    """How many parts a film has, and the bytes of each; the last takes the rest, too, which is less than a part."""
    count = max(1, film.size // PART)
    return count, film.size // count


async def bring(door: Door, account: Account, film: Film, caption: str, handle: Json) -> None:
    """Bring all but the last part, and fill `publish_id`, `upload` and `sent`. Raises `Unfinished` between steps.

    `publish_id` is written down before the first byte; by it TikTok says how much has arrived, whatever we remember.
    """
    if "publish_id" not in handle:
        handle.update(await _begun(door, account, film, caption))
        raise Unfinished
    status = await status_of(door, account, handle["publish_id"])
    if status.failed:
        raise Later("TikTok gave up on the film. Marquee brings it there anew.", status.reason, prepare=True)
    count, length = parts(film)
    handle["sent"] = max(handle["sent"], min(status.uploaded // length, count - 1))
    ends = asyncio.get_running_loop().time() + PATIENCE
    while handle["sent"] < count - 1:
        await _bring_next(door, film, handle)
        if handle["sent"] < count - 1 and asyncio.get_running_loop().time() > ends:
            raise Unfinished


async def finish(door: Door, film: Film, handle: Json) -> bool:
    """Send the last part: the call that makes the film public. Whether it surely arrived.

    If not, its upload has ended or wants other bytes, which may be because all have arrived before.
    """
    if "publish_id" not in handle or handle["sent"] < parts(film)[0] - 1:
        raise Later("The film is not at TikTok yet. Marquee brings it there first.", prepare=True)
    body, headers = await _part(film, handle["sent"])
    # From here on only TikTok's own word about this upload may lead to another one.
    handle.pop("expires_at", None)
    answer = await door.call("PUT", handle["upload"], headers=headers, body=body, once=True)
    if not answer.fine and (answer.status not in _GONE or answer.word("error", "code")):
        raise verdict(answer, once=True)
    return answer.fine and answer.status != _MORE


async def _begun(door: Door, account: Account, film: Film, caption: str) -> Json:
    """What the handle holds from now on."""
    info = await creator.query(door, account)
    creator.check(info, film)
    count, length = parts(film)
    source = {"video_size": film.size, "chunk_size": length, "total_chunk_count": count}
    begin = {
        "post_info": options.film_info(account, info, caption),
        "source_info": {"source": "FILE_UPLOAD", **source},
    }
    with limits_of_uploads():  # six in a minute, and none of the parts that make a film public
        answer = await ask(door, account, "POST", "/post/publish/video/init/", json=begin)
    name, upload = answer.word("data", "publish_id"), answer.word("data", "upload_url")
    if not (name and upload):
        raise doubt(answer, once=False)
    if not is_theirs(upload, account.home, "tiktokapis.com"):
        reason = "TikTok wants the film at an address that is not its own. Check the page's server address."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    expires_at = (datetime.now(UTC) + LIVES).isoformat()
    return {"publish_id": name, "upload": upload, "sent": 0, "expires_at": expires_at}


async def _bring_next(door: Door, film: Film, handle: Json) -> None:
    body, headers = await _part(film, handle["sent"])
    answer = await door.call("PUT", handle["upload"], headers=headers, body=body)
    if answer.status in _GONE and not answer.word("error", "code"):
        reason = "TikTok has dropped the upload of the film. Marquee begins it anew."
        raise Later(reason, answer.words, status=answer.status, prepare=True)
    if not answer.fine:
        raise verdict(answer, once=False)
    handle["sent"] += 1


async def _part(film: Film, number: int) -> tuple[bytes, dict[str, str]]:
    """The bytes of a part, and the headers that say which they are."""
    count, length = parts(film)
    start = number * length
    body = await asyncio.to_thread(film.read, start, length if number < count - 1 else film.size - start)
    where = f"bytes {start}-{start + len(body) - 1}/{film.size}"
    return body, {"Content-Type": film.mime, "Content-Range": where}
