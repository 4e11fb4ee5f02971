"""Media: upload, wait, describe. Source: docs.joinmastodon.org, methods/media."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call
from sandbox.films import look_at_film
from sandbox.mastodon import entities
from sandbox.mastodon.errors import invalid, not_found
from sandbox.media import Media, look

if TYPE_CHECKING:
    from sandbox.mastodon import Mastodon

KEPT = 86400.0
"""Seconds until an upload that no status shows is thrown away (Scheduler::VacuumScheduler)."""


class Uploads:
    def __init__(self, network: Mastodon) -> None:
        self.network = network
        self.library = network.world.library

    def upload(self, call: Call) -> Answer:
        """POST /api/v2/media → 200, or 202 while the file is still processed."""
        alt = self._description(call)
        upload = call.files.get("file")
        if upload is None:
            raise invalid("Validation failed: File can't be blank")
        mime, width, height = look(upload.content)
        self._check(mime, upload.content, width * height)
        self.network.limits.take(call.me.remote_id, "media", call.received_at)
        now = time.time()
        # Films and moving pictures are always converted in the background, pictures while the caller waits.
        least = 0.0 if entities.kind(mime) == "image" else self.network.world.settings.film_processing
        media = self.library.add(
            upload.content,
            id=self.network.next_id(now),
            network="mastodon",
            account=call.me.remote_id,
            mime=mime,
            width=width,
            height=height,
            alt=alt,
            at=now,
            ready_at=now + max(least, self.network.world.settings.mastodon_processing),
        )
        return self._shown(call, media, waiting=202)

    def show(self, call: Call) -> Answer:
        """GET /api/v1/media/:id → 206 while processing, 200 when ready, 404 once a status has it."""
        return self._shown(call, self._mine(call), waiting=206)

    def describe(self, call: Call) -> Answer:
        """PUT /api/v1/media/:id"""
        media = self._mine(call)
        self.library.change(media, alt=self._description(call))
        return self._shown(call, media, waiting=200)

    def attach(self, call: Call, wanted: list[str]) -> list[Media]:
        """The uploads a new status names. Raises `Refusal` (422) if they cannot be shown together, or not yet."""
        if len(wanted) > entities.MAX_MEDIA:
            raise invalid(f"Cannot attach more than {entities.MAX_MEDIA} files")
        found = [self._attachable(call, media_id) for media_id in wanted]
        if missing := [media_id for media_id, media in zip(wanted, found, strict=True) if media is None]:
            raise invalid(f"Media {', '.join(missing)} not found or already attached to another post")
        media = [item for item in found if item is not None]
        if len(media) > 1 and any(item.mime.startswith(("video/", "audio/")) for item in media):
            raise invalid("Cannot attach a video to a post that already contains images")
        if any(item.ready_at > time.time() for item in media):
            raise invalid("Cannot attach files that have not finished processing. Try again in a moment!")
        return media

    def _attachable(self, call: Call, media_id: str) -> Media | None:
        media = self.library.find("mastodon", media_id)
        if media is None or media.account != call.me.remote_id or media.post:
            return None
        return media if media.at + KEPT > time.time() else None

    def _mine(self, call: Call) -> Media:
        media = self._attachable(call, call.params["id"])
        if media is None:
            raise not_found()
        return media

    def _description(self, call: Call) -> str:
        alt = call.word("description")
        if len(alt) > entities.DESCRIPTION_LIMIT:
            raise invalid(
                f"Validation failed: Description is too long (maximum is {entities.DESCRIPTION_LIMIT} characters)"
            )
        return alt

    def _check(self, mime: str, content: bytes, pixels: int) -> None:
        if mime not in entities.MIMES:
            raise invalid("Validation failed: File content type is invalid, File is invalid")
        film = look_at_film(content) if mime.startswith("video/") else None
        size_limit = entities.VIDEO_SIZE_LIMIT if film else entities.IMAGE_SIZE_LIMIT
        if len(content) > size_limit:
            raise invalid(f"Validation failed: File size must be less than {size_limit // 1024 // 1024} MB")
        if pixels > (entities.VIDEO_MATRIX_LIMIT if film else entities.IMAGE_MATRIX_LIMIT):
            raise invalid("Validation failed: File dimensions are not supported")
        if film and film.rate > entities.VIDEO_RATE_LIMIT:
            raise invalid(f"Validation failed: {film.rate:g}fps videos are not supported")

    def _shown(self, call: Call, media: Media, waiting: int) -> Answer:
        ready = media.ready_at <= time.time()
        return Answer(200 if ready else waiting, entities.attachment(media.stored(), call.base, ready))
