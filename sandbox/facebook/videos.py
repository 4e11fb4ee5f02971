"""Films of a page: in its feed, by the phases start, transfer and finish; and what a film says of itself.

Source: developers.facebook.com, graph-api/reference/page/videos and reference/video.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.accounts import Account
from sandbox.call import Answer, Call, Refusal
from sandbox.films import look_at_film
from sandbox.graph.errors import bad_parameter, graph_error, missing_object
from sandbox.graph.fields import parse, select
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.facebook import Facebook

Json = dict[str, Any]
FIELDS = frozenset({"id", "status", "published", "post_id", "permalink_url", "description", "created_time"})
WRONG_PLACE = 1363037


@dataclass(slots=True)
class Video:
    """One upload; `ready_at` is None until all was said to be there. `size` is 0 while nobody said how big it is."""

    id: str
    owner: Account
    size: int = 0
    content: bytearray = field(default_factory=bytearray)
    description: str = ""
    ready_at: float | None = None
    readable: bool = False


class Videos:
    """`begun`: uploads by their numbers; a restart forgets those that no post shows."""

    def __init__(self, network: Facebook) -> None:
        self.network = network
        self.posts = network.world.posts
        self.library = network.world.library
        self.begun: dict[str, Video] = {}

    def phases(self, call: Call) -> Answer:
        """POST /{page}/videos"""
        self.network.check_own(call, call.params["page"])
        phases = {"start": self._start, "transfer": self._transfer, "finish": self._finish}
        phase = phases.get(call.word("upload_phase"))
        if phase is None:
            raise bad_parameter("the sandbox imitates uploads by upload_phase only")
        return phase(call)

    def begin(self, call: Call, size: int = 0) -> Video:
        number = self.network.next_id(time.time())
        video = self.begun[number] = Video(number, call.me, size)
        return video

    def mine(self, call: Call, number: str) -> Video:
        video = self.begun.get(number)
        if video is None or video.owner is not call.me:
            raise missing_object(call.method, number)
        return video

    def change(self, call: Call) -> Answer:
        """POST /{video}: what was uploaded unpublished becomes public; saying so again changes nothing."""
        video = self.mine(call, call.params["node"])
        if video.ready_at is None or video.ready_at > time.time() or not video.readable:
            raise bad_parameter("The video is not ready to be published")
        if self.posts.find("facebook", video.id) is None:
            self.publish(call, video, "feed")
        return Answer(200, {"success": True})

    def publish(self, call: Call, video: Video, placement: str) -> Post:
        """A post that shows this film; its number is the film's."""
        film, now = look_at_film(bytes(video.content)), time.time()
        if film is None:
            raise Refusal(graph_error(6000, "There was a problem with your video file. Please try again.", 1363024))
        media = self.library.add(
            bytes(video.content),
            id=video.id,
            network="facebook",
            account=call.me.remote_id,
            mime=film.mime,
            width=film.width,
            height=film.height,
            alt="",
            at=now,
            ready_at=now,
        )
        return self.posts.record(
            call.me,
            remote_id=video.id,
            text=video.description,
            link="",
            media=[media.stored()],
            at=now,
            received_at=call.received_at,
            details={"placement": placement},
        )

    def show(self, call: Call) -> Answer | None:
        """GET /{video}, if it is one."""
        number = call.params["node"]
        video, post = self.begun.get(number), self.posts.find("facebook", number)
        if video is None and post is not None and post.account == call.me.remote_id and is_film(post):
            video = Video(number, call.me, ready_at=post.at, readable=True, description=post.text)
        if video is None or video.owner is not call.me:
            return None
        if video.ready_at and video.ready_at > time.time():
            post = None  # nobody sees it while it is worked on
        node = {"id": number, "published": post is not None, "status": status(video, post)}
        if post is not None:
            node |= {"post_id": number, "permalink_url": f"/{call.me.handle}/videos/{number}/"}
        node["description"] = post.text if post else video.description
        return Answer(200, select(node, parse(call.word("fields") or "id,description"), FIELDS, "Video"))

    def _start(self, call: Call) -> Answer:
        size = call.word("file_size")
        if not size.isdecimal() or not int(size):
            raise bad_parameter("The parameter file_size is required")
        video = self.begin(call, int(size))
        return Answer(200, {"video_id": video.id, "upload_session_id": video.id, **self._next(video)})

    def _transfer(self, call: Call) -> Answer:
        video, upload = self.mine(call, call.word("upload_session_id")), call.files.get("video_file_chunk")
        wanted = self._next(video)
        if upload is None or call.word("start_offset") != wanted["start_offset"]:
            answer = graph_error(6001, "There was a problem uploading your video. Please try again.", WRONG_PLACE)
            answer.content["error"]["error_data"] = {name: int(place) for name, place in wanted.items()}
            raise Refusal(answer)
        if len(upload.content) != int(wanted["end_offset"]) - int(wanted["start_offset"]):
            raise bad_parameter("The part is not as long as it should be")
        video.content += upload.content
        return Answer(200, self._next(video))

    def _finish(self, call: Call) -> Answer:
        video = self.mine(call, call.word("upload_session_id"))
        if len(video.content) != video.size:
            raise Refusal(graph_error(6001, "The video upload is not complete.", 1363033))
        if video.ready_at is None:
            video.description = call.word("description").strip()
            video.readable = look_at_film(bytes(video.content)) is not None
            video.ready_at = time.time() + self.network.world.settings.film_processing
        if call.flag("published", True) and self.posts.find("facebook", video.id) is None:
            self.publish(call, video, "feed")
        return Answer(200, {"success": True})

    def _next(self, video: Video) -> dict[str, str]:
        """Which bytes come next; none when both are the same."""
        start = len(video.content)
        end = min(start + self.network.world.settings.film_part, video.size)
        return {"start_offset": str(start), "end_offset": str(end)}


def is_film(post: Post) -> bool:
    return any(item["mime"].startswith("video/") for item in post.media)


def operation(call: Call) -> str:
    """A film becomes public where it is finished, unless it stays unpublished."""
    return "create" if call.word("upload_phase") == "finish" and call.flag("published", True) else "media"


def status(video: Video, post: Post | None) -> Json:
    complete = bool(video.size) and len(video.content) == video.size
    worked = video.ready_at is not None and video.ready_at <= time.time()
    state = "uploading" if video.ready_at is None else "processing"
    if worked:
        state = "ready" if video.readable else "error"
    published = {"status": "complete", "publish_status": "published"} if post else {"status": "not_started"}
    return {
        "video_status": "upload_complete" if complete and video.ready_at is None else state,
        "uploading_phase": {
            "status": "complete" if complete or video.ready_at else "in_progress",
            "bytes_transfered": len(video.content),
        },
        "processing_phase": {"status": "complete" if worked else "not_started"},
        "publishing_phase": published,
    }
