"""Films: register one, put it into the storehouse, ask whether it is ready.

Source: pinterest/api-description, v5/openapi.yaml (media/create, media/get); AWS, browser-based uploads using POST.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.accounts import Account
from sandbox.call import Answer, Call, Refusal
from sandbox.films import look_at_film
from sandbox.media import Media
from sandbox.pinterest.errors import invalid, not_found

if TYPE_CHECKING:
    from sandbox.pinterest import Pinterest

Json = dict[str, Any]
SIZE = 2_000_000_000
SECONDS = (4, 900)
RATIOS = (0.5, 1.91)


@dataclass(frozen=True, slots=True)
class Registered:
    owner: Account
    signature: str


class Films:
    """`registered`: films by their numbers; a restart forgets those without bytes."""

    def __init__(self, network: Pinterest) -> None:
        self.network = network
        self.library = network.world.library
        self.registered: dict[str, Registered] = {}

    def register(self, call: Call) -> Answer:
        """POST /media → where the film goes to, with what fields."""
        if call.word("media_type") != "video":
            raise invalid("'media_type' must be video")
        number = self.network.next_id(time.time())
        film = self.registered[number] = Registered(call.me, secrets.token_hex(16))
        fields = {"key": f"uploads/{number}", "policy": "sandbox", "x-amz-signature": film.signature}
        address = f"{call.base}/pinterest/v5/storehouse/{number}"
        return Answer(
            201, {"media_id": number, "media_type": "video", "upload_url": address, "upload_parameters": fields}
        )

    def owner(self, number: str) -> Account | None:
        """Whose film it is: it comes without a token."""
        film = self.registered.get(number)
        return film.owner if film else None

    def store(self, call: Call) -> Answer:
        """As S3 does it: 204 without a body, or XML. What is wrong with the film shows when it is worked on."""
        number = call.params["upload"]
        film, signature = self.registered.get(number), call.fields.get("x-amz-signature")
        upload = call.files.get("file")
        if film is None or signature != film.signature or call.word("key") != f"uploads/{number}":
            raise Refusal(Answer(403, b"<Error><Code>AccessDenied</Code></Error>"))
        if upload is None or len(upload.content) > SIZE:
            raise Refusal(Answer(400, b"<Error><Code>EntityTooLarge</Code></Error>"))
        now = time.time()
        self.library.add(
            upload.content,
            id=number,
            network="pinterest",
            account=film.owner.remote_id,
            **_seen(upload.content),
            alt="",
            at=now,
            ready_at=now + self.network.world.settings.film_processing,
        )
        return Answer(204, b"")

    def show(self, call: Call) -> Answer:
        """GET /media/{media_id}"""
        number = call.params["media"]
        media = self._mine(call, number)
        if media is None and self.owner(number) not in self.network.logging.boards(call):
            raise not_found("Media")
        return Answer(200, {"media_id": number, "media_type": "video", "status": status(media)})

    def find(self, call: Call, number: str) -> Media:
        """A film that a pin may show. Raises `Refusal` when there is none, or not yet."""
        media = self._mine(call, number)
        if media is None or status(media) != "succeeded":
            raise invalid(f"media_source: media {number} is not ready to be used, {status(media)}")
        return media

    def _mine(self, call: Call, number: str) -> Media | None:
        """Films are the person's, whatever the board."""
        media = self.library.find("pinterest", number)
        mine = {board.remote_id for board in self.network.logging.boards(call)}
        return media if media is not None and media.account in mine else None


def status(media: Media | None) -> str:
    if media is None:
        return "registered"
    if media.ready_at > time.time():
        return "processing"
    return "succeeded" if media.mime else "failed"


def _seen(content: bytes) -> Json:
    """Kind and size; without a kind where Pinterest could not work with it."""
    film = look_at_film(content)
    if film is None:
        return {"mime": "", "width": 0, "height": 0}
    good = SECONDS[0] <= film.seconds <= SECONDS[1] and RATIOS[0] <= film.width / film.height <= RATIOS[1]
    return {"mime": film.mime if good else "", "width": film.width, "height": film.height}
