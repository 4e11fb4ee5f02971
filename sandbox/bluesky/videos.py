"""The video service, which works on a film and leaves it in the account's repository as a blob.

Sources: the lexicons app.bsky.video.* and com.atproto.server.getServiceAuth; docs.bsky.app, tutorials/video.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from sandbox.bluesky import tokens
from sandbox.bluesky.errors import invalid_request, refuse
from sandbox.bluesky.identifiers import blob_cid
from sandbox.call import Answer, Call
from sandbox.films import look_at_film

if TYPE_CHECKING:
    from sandbox.bluesky import Bluesky

Json = dict[str, Any]
SIZE, SECONDS = 300_000_000, 180
LONGEST_LEAVE = 3600
UPLOAD, LIMITS = "com.atproto.repo.uploadBlob", "app.bsky.video.getUploadLimits"
BYTES_A_DAY = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """`blob` is None for a film that could not be worked on."""

    id: str
    owner: str
    blob: Json | None
    ready_at: float
    at: float


class Videos:
    """Jobs by their ids; a restart forgets them."""

    def __init__(self, network: Bluesky) -> None:
        self.network = network
        self.jobs: dict[str, Job] = {}

    def allow(self, call: Call) -> Answer:
        """com.atproto.server.getServiceAuth: a token with which a service may do one thing for the account."""
        audience, method = call.query.get("aud", ""), call.query.get("lxm", "")
        until = float(call.query.get("exp") or time.time() + 60)
        if not audience.startswith("did:") or not method:
            raise invalid_request("Error: aud must be a valid did and lxm a method")
        if until > time.time() + LONGEST_LEAVE:
            raise refuse("BadExpiration", "cannot request a token with an expiration more than an hour in the future")
        life, key = until - time.time(), self.network.world.signing_key
        claims = {"aud": audience, "lxm": method}
        return Answer(200, {"token": tokens.sign(key, tokens.SERVICE, call.me.remote_id, life, time.time(), **claims)})

    def limits(self, call: Call) -> Answer:
        """app.bsky.video.getUploadLimits"""
        room = max(0, self.network.world.settings.bluesky_films_a_day - self._today(self._owner(call, LIMITS)))
        told = {"canUpload": bool(room), "remainingDailyVideos": room, "remainingDailyBytes": room and BYTES_A_DAY}
        return Answer(200, told if room else {**told, "message": "User has reached their daily upload limit"})

    def _today(self, owner: str) -> int:
        return sum(job.owner == owner and job.at > time.time() - 86_400 for job in self.jobs.values())

    def upload(self, call: Call) -> Answer:
        """app.bsky.video.uploadVideo: the raw bytes are the body; a film that is known is told to be so, with 409."""
        owner = self._owner(call, UPLOAD)
        if call.mime != "video/mp4" or not call.query.get("name"):
            raise invalid_request("Error: wrong encoding or no name")
        if len(call.body) > SIZE:
            raise refuse("VideoTooLarge", f"The video is larger than {SIZE} bytes")
        number = f"{owner}/{blob_cid(call.body)}"
        if job := self.jobs.get(number):
            return Answer(409, {**self._shown(job), "error": "already_exists", "message": "Video already processed"})
        if self._today(owner) >= self.network.world.settings.bluesky_films_a_day:
            raise refuse("DailyLimitExceeded", "User has reached their daily upload limit")
        film = look_at_film(call.body)
        if film and film.seconds > SECONDS:
            raise refuse("VideoTooLong", f"The video is longer than {SECONDS} seconds")
        blob = self.network.blobs.kept(call.me, call.body, call.mime) if film and film.codec == "h264" else None
        ready_at = time.time() + self.network.world.settings.film_processing
        job = self.jobs[number] = Job(number, owner, blob, ready_at, time.time())
        return Answer(200, {"jobStatus": self._shown(job)})

    def status(self, call: Call) -> Answer:
        """app.bsky.video.getJobStatus"""
        job = self.jobs.get(call.query.get("jobId", ""))
        if job is None:
            raise invalid_request("Job not found")
        return Answer(200, {"jobStatus": self._shown(job)})

    def _owner(self, call: Call, method: str) -> str:
        """Whose token it is. Raises `Refusal` unless it lets us do this here, and to upload in that very repository."""
        token = call.header(b"authorization").partition(" ")[2]
        claims = tokens.read(self.network.world.signing_key, token, tokens.SERVICE)
        here = f"did:web:{quote(urlsplit(call.base).netloc, safe='')}"
        if (claims["aud"], claims["lxm"], claims["sub"]) != (here, method, call.query.get("did", claims["sub"])):
            raise refuse("AuthenticationRequired", "The token is for another server, method or account", 401)
        return str(claims["sub"])

    def _shown(self, job: Job) -> Json:
        told: Json = {"jobId": job.id, "did": job.owner}
        if job.ready_at > time.time():
            return {**told, "state": "JOB_STATE_ENCODING", "progress": 50}
        if job.blob is None:
            failed = {"failureCode": "validation_failure", "error": "validation_failure"}
            return {**told, "state": "JOB_STATE_FAILED", **failed, "message": "The video could not be read"}
        return {**told, "state": "JOB_STATE_COMPLETED", "progress": 100, "blob": job.blob}
