"""Bringing pictures to an account's server, and films to the video service, which leaves them there.

Sources: docs.bsky.app, com.atproto.repo.uploadBlob, com.atproto.server.getServiceAuth and app.bsky.video.*.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urljoin, urlsplit

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Film, Json, Later, NetworkError, Piece, Refused, Trouble, Unfinished
from publisher.networks.bluesky.session import access, ask
from publisher.networks.bluesky.verdicts import NO_FILMS, verdict
from publisher.networks.films import film_name, streamed
from publisher.networks.http import Door
from publisher.networks.pictures import slots
from publisher.networks.uploads import limits_of_uploads

KEPT = timedelta(minutes=30)
"""uploadBlob only promises "a time window (eg, minutes)"; should it be shorter somewhere, `BlobNotFound` says so."""
VIDEO = "https://video.bsky.app"
LEAVE = 1800
"""Seconds for which the video service may put the film into the repository; the server grants an hour at most."""
PAUSE = 1.0
FULL = timedelta(hours=1)
"""How long to wait when the day's films are used up: nobody says when there is room again."""
UPLOADS, LIMITS = "com.atproto.repo.uploadBlob", "app.bsky.video.getUploadLimits"
NO_PLACE = ("pds_upload_failure", "pds_upload_unsupported_blob_size")


async def bring(door: Door, account: Account, piece: Piece, handle: Json) -> None:
    """Fill `blobs` of the handle with the network's blob object for each; `job` is the work on the film."""
    blobs = handle.setdefault("blobs", {})
    for slot, picture in slots(piece.brought):
        if slot not in blobs:
            content, headers = await asyncio.to_thread(picture.read), {"Content-Type": picture.mime}
            with limits_of_uploads():
                answer = await ask(door, account, "POST", UPLOADS, token=access(account), headers=headers, body=content)
            if not answer.value("blob"):
                raise doubt(answer, once=False)
            _keep(handle, slot, answer.value("blob"))
    if (film := piece.film) and film.checksum not in blobs:
        if "job" not in handle:
            with limits_of_uploads():
                await _look_for_room(door, account, film)
                handle["job"] = await _upload(door, account, film)
            raise Unfinished(PAUSE)
        _keep(handle, film.checksum, await _worked_through(door, account, handle))


def _keep(handle: Json, slot: str, blob: Json) -> None:
    handle.setdefault("expires_at", (datetime.now(UTC) + KEPT).isoformat())
    handle["blobs"][slot] = blob


async def _upload(door: Door, account: Account, film: Film) -> str:
    """The name of the work that the video service has begun. It knows a film again, and then names the first work."""
    query = {"did": account.remote_id, "name": film_name(film)}
    session = await ask(door, account, "GET", "com.atproto.server.getSession", token=access(account))
    leave = await _leave(door, account, _server(session) or urlsplit(account.home).netloc, UPLOADS)
    headers = {"Authorization": f"Bearer {leave}", "Content-Type": film.mime}
    address = f"{_service(account)}/xrpc/app.bsky.video.uploadVideo"
    answer = await door.call("POST", address, query=query, headers=headers, body=await streamed(film))
    # The lexicon puts the job into `jobStatus`, the service itself sends it bare as well.
    job = answer.word("jobStatus", "jobId") or answer.word("jobId")
    if not answer.fine and not (answer.status == 409 and job):
        raise verdict(answer, once=False)
    if not job:
        raise doubt(answer, once=False)
    return job


async def _look_for_room(door: Door, account: Account, film: Film) -> None:
    """Ask before so many bytes are sent in vain. A service that does not say takes the film, or says so then."""
    try:
        leave = await _leave(door, account, urlsplit(_service(account)).netloc, LIMITS)
        headers = {"Authorization": f"Bearer {leave}"}
        answer = await door.call("GET", f"{_service(account)}/xrpc/{LIMITS}", headers=headers)
    except Later as later:
        if later.reconnect:
            raise
        return
    except NetworkError:
        return
    left = {"remainingDailyVideos": 1, "remainingDailyBytes": film.size}
    told = {name: answer.value(name) for name in left}
    if any(isinstance(told[name], int) and told[name] < wanted for name, wanted in left.items()):
        reason = "Bluesky takes no more films of this account today. Marquee asks again from time to time."
        raise Later(reason, answer.words, answer.trace_id, answer.status, until=datetime.now(UTC) + FULL)
    if answer.value("canUpload") is False:
        said = answer.word("message") or answer.words
        raise Refused(NO_FILMS, said, answer.trace_id, answer.status, trouble=Trouble.PERMISSION)


async def _leave(door: Door, account: Account, host: str, method: str) -> str:
    """A token with which the video service may do one thing there for the account, such as to put a film into its
    repository."""
    query = {"aud": f"did:web:{quote(host, safe='')}", "lxm": method, "exp": str(int(time.time()) + LEAVE)}
    answer = await ask(door, account, "GET", "com.atproto.server.getServiceAuth", token=access(account), query=query)
    if not answer.word("token"):
        raise doubt(answer, once=False, words="The answer holds no token.")
    return answer.word("token")


def _server(session: Answer) -> str:
    """The host of the account's own server; the address of the API may be that of a front end to many."""
    services = session.value("didDoc", "service")
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id")).endswith("#atproto_pds"):
            return urlsplit(str(service.get("serviceEndpoint"))).netloc
    return ""


async def _worked_through(door: Door, account: Account, handle: Json) -> Json:
    """The film's blob. Raises `Unfinished` while there is none; only two states have names, any other is work."""
    address = f"{_service(account)}/xrpc/app.bsky.video.getJobStatus"
    answer = await door.call("GET", address, query={"jobId": handle["job"]})
    if not answer.fine:
        raise verdict(answer, once=False)
    blob, code = answer.value("jobStatus", "blob"), answer.word("jobStatus", "failureCode")
    if isinstance(blob, dict):
        return blob
    if answer.word("jobStatus", "state") != "JOB_STATE_FAILED":
        raise Unfinished(PAUSE)
    said = answer.word("jobStatus", "message") or answer.word("jobStatus", "error") or code
    reason = "Bluesky could not work with the film. Save it anew as MP4 with H.264."
    if code in NO_PLACE:
        reason = "The account's own server did not take the film. Save it with stronger compression."
    raise Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.MEDIA)


def _service(account: Account) -> str:
    """A server that takes films itself gives a path."""
    return urljoin(account.home, account.secret.get("video") or VIDEO).rstrip("/")
