"""Films that were uploaded: list, update, delete. Source: developers.google.com/youtube/v3/docs/videos."""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.clock import iso
from sandbox.films import look_at_film
from sandbox.youtube import metadata
from sandbox.youtube.errors import invalid, not_found

if TYPE_CHECKING:
    from sandbox.youtube import YouTube

Json = dict[str, Any]
LIST, CHANGE = 1, 50
"""Units of quota."""


@dataclass(slots=True)
class Video:
    """One film. It becomes a post of the sandbox when the public may see it."""

    id: str
    account: str
    at: float
    snippet: Json
    status: Json


class Videos:
    def __init__(self, network: YouTube) -> None:
        self.network = network
        self.world = network.world
        self.by_id: dict[str, Video] = {}
        self.world.readers["youtube video"] = self._restore

    def make(self, call: Call, said: Json, content: bytes) -> Video:
        """The film that was uploaded; what is wrong with it shows when it is processed."""
        now = time.time()
        film = look_at_film(content)
        video = Video(secrets.token_urlsafe(8)[:11], call.me.remote_id, now, said["snippet"], said["status"])
        self.world.library.add(
            content,
            id=video.id,
            network="youtube",
            account=video.account,
            mime=film.mime if film else "",
            width=film.width if film else 0,
            height=film.height if film else 0,
            alt="",
            at=now,
            ready_at=now + self.world.settings.film_processing,
        )
        self._keep(video)
        self._show(call, video)
        return video

    def listed(self, call: Call) -> Answer:
        """GET /videos?part=…&id=…: the films of that name that this channel may see."""
        self.network.spend(call, LIST)
        wanted = call.query.get("id", "").split(",")
        found = [video for number in wanted if (video := self.by_id.get(number)) and self._may_see(call, video)]
        items = [self.shown(video, call.query.get("part", "")) for video in found]
        return Answer(200, {"kind": "youtube#videoListResponse", "items": items})

    def update(self, call: Call) -> Answer:
        """PUT /videos?part=…: each part that is named is replaced as a whole."""
        self.network.spend(call, CHANGE)
        video = self._mine(call, call.word("id"))
        parts = call.query.get("part", "").split(",")
        if not set(parts) <= {"snippet", "status"}:
            raise invalid("invalidPart", "the sandbox imitates the parts snippet and status only")
        if "snippet" in parts:
            video.snippet = metadata.snippet(call.fields.get("snippet"))
        if "status" in parts:
            video.status = metadata.status(call.fields.get("status"))
        self._keep(video)
        self._show(call, video)
        return Answer(200, self.shown(video, ",".join(parts)))

    def delete(self, call: Call) -> Answer:
        self.network.spend(call, CHANGE)
        video = self._mine(call, call.query.get("id", ""))
        video.status = {**video.status, "privacyStatus": "private", "uploadStatus": "deleted"}
        self._keep(video)
        self._show(call, video)
        del self.by_id[video.id]
        return Answer(204, b"")

    def shown(self, video: Video, parts: str) -> Json:
        whole: Json = {
            "snippet": {**video.snippet, "channelId": video.account, "publishedAt": iso(video.at)},
            "status": {**video.status, **self._state(video)},
        }
        kept = {name: part for name, part in whole.items() if name in parts.split(",")}
        return {"kind": "youtube#video", "id": video.id, **kept}

    def words(self, video: Video) -> str:
        return "\n\n".join(part for part in (video.snippet["title"], video.snippet["description"]) if part)

    def _state(self, video: Video) -> Json:
        media = self.world.library.by_id["youtube", video.id]
        if media.ready_at > time.time():
            return {"uploadStatus": "uploaded"}
        if not media.mime:
            return {"uploadStatus": "failed", "failureReason": "invalidFile"}
        return {"uploadStatus": "processed"}

    def _show(self, call: Call, video: Video) -> None:
        """Let the public see it, or no longer."""
        post = self.world.posts.find("youtube", video.id)
        is_public = video.status["privacyStatus"] != "private" and self._state(video)["uploadStatus"] != "failed"
        if is_public and post is None:
            self.world.posts.record(
                call.me,
                remote_id=video.id,
                text=self.words(video),
                link="",
                media=[self.world.library.by_id["youtube", video.id].stored()],
                at=time.time(),
                received_at=call.received_at,
                details={name: video.snippet[name] for name in ("title", "description")},
            )
        elif post is not None and is_public and post.text != self.words(video):
            said = {name: video.snippet[name] for name in ("title", "description")}
            self.world.posts.reword(post, self.words(video), **said)
        elif post is not None and not is_public:
            self.world.posts.delete_with_comments(post, time.time())

    def _may_see(self, call: Call, video: Video) -> bool:
        return video.account == call.me.remote_id or video.status["privacyStatus"] != "private"

    def _mine(self, call: Call, number: str) -> Video:
        video = self.by_id.get(number)
        if video is None or video.account != call.me.remote_id:
            raise not_found()
        return video

    def _keep(self, video: Video) -> None:
        self.by_id[video.id] = video
        self.world.journal.append("youtube video", asdict(video))

    def _restore(self, line: Json) -> None:
        self.by_id[line["id"]] = Video(**line)
        if line["status"].get("uploadStatus") == "deleted":
            del self.by_id[line["id"]]
