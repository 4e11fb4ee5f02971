"""Reels and stories: start, send the bytes to an address of its own, finish; and photos as stories.

Sources: developers.facebook.com, video-api/guides/reels-publishing and page-stories-api.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import Handler
from sandbox.facebook.nodes import graph_time
from sandbox.films import look_at_film
from sandbox.graph.errors import bad_parameter

if TYPE_CHECKING:
    from sandbox.facebook import Facebook
    from sandbox.facebook.videos import Video

Json = dict[str, Any]
PLACEMENTS = {"video_reels": "reel", "video_stories": "story"}
LONGEST = {"reel": 90, "story": 60}
SHORTEST = 3
LEAST_WIDTH, LEAST_HEIGHT = 540, 960


class Upright:
    def __init__(self, network: Facebook) -> None:
        self.network = network
        self.posts = network.world.posts

    def phases(self, edge: str) -> Handler:
        """What answers POST /{page}/{edge}"""
        return lambda call: self._phase(call, PLACEMENTS[edge])

    def _phase(self, call: Call, placement: str) -> Answer:
        self.network.check_own(call, call.params["page"])
        if call.word("upload_phase") == "start":
            video = self.network.videos.begin(call)
            address = f"{call.base}/facebook/v26.0/video-upload/{video.id}"
            return Answer(200, {"video_id": video.id, "upload_url": address})
        if call.word("upload_phase") != "finish":
            raise bad_parameter("upload_phase must be one of start, finish")
        video = self.network.videos.mine(call, call.word("video_id"))
        self._check(call, video, placement)
        settings = self.network.world.settings
        video.ready_at = time.time() + settings.facebook_upright_processing
        video.readable = not settings.facebook_upright_processing_fails
        video.description = call.word("description").strip() if placement == "reel" else ""
        if video.readable:
            self.network.videos.publish(call, video, placement)
        return Answer(200, {"success": True, "post_id": video.id})

    def send(self, call: Call) -> Answer:
        """POST /video-upload/{video}, at rupload.facebook.com: the raw bytes from `offset` on."""
        video = self.network.videos.mine(call, call.params["video"])
        offset, size = call.header(b"offset"), call.header(b"file_size")
        if not offset.isdecimal() or not size.isdecimal():
            raise Refusal(debug("ParameterValidationError", "Header Offset not convertable to unsigned long"))
        if int(offset) != len(video.content) or int(offset) + len(call.body) > int(size):
            raise Refusal(debug("OffsetInvalidError", "Request starting offset is invalid"))
        video.size = int(size)
        video.content += call.body
        return Answer(200, {"success": True})

    def photo(self, call: Call) -> Answer:
        """POST /{page}/photo_stories: a staged photo that no post has shown."""
        self.network.check_own(call, call.params["page"])
        media, now = self.network.feed.staged(call, call.word("photo_id")), time.time()
        post = self.posts.record(
            call.me,
            remote_id=self.network.next_id(now),
            text="",
            link="",
            media=[media.stored()],
            at=now,
            received_at=call.received_at,
            details={"placement": "story"},
        )
        return Answer(200, {"success": True, "post_id": post.remote_id})

    def stories(self, call: Call) -> Answer:
        """GET /{page}/stories, newest first."""
        self.network.check_own(call, call.params["page"])
        found = [post for post in reversed(call.me.posts) if post.details.get("placement") == "story"]
        return Answer(
            200,
            {
                "data": [
                    {
                        "post_id": post.remote_id,
                        "status": "published",
                        "creation_time": graph_time(post.at),
                        "media_type": post.media[0]["mime"].partition("/")[0].replace("image", "photo"),
                        "media_id": post.media[0]["id"],
                        "url": f"https://facebook.com/stories/{post.account}/{post.remote_id}",
                    }
                    for post in found
                    if post.deleted_at is None
                ]
            },
        )

    def _check(self, call: Call, video: Video, placement: str) -> None:
        if self.posts.find("facebook", video.id) is not None:
            raise bad_parameter("The video was already published")
        if placement == "reel" and call.word("video_state") != "PUBLISHED":
            raise bad_parameter("the sandbox imitates video_state PUBLISHED only")
        film = look_at_film(bytes(video.content)) if len(video.content) == video.size else None
        if film is None:
            raise bad_parameter("Video Upload Is Missing", 1363130, "Video Upload Is Missing", "Upload a video first.")
        upright = abs(film.width / film.height - 9 / 16) < 0.02
        if not upright or film.width < LEAST_WIDTH or film.height < LEAST_HEIGHT:
            raise bad_parameter("The video must be 9:16 and at least 540 x 960")
        if not SHORTEST <= film.seconds <= LONGEST[placement]:
            raise bad_parameter(f"The video must last from {SHORTEST} to {LONGEST[placement]} seconds")


def debug(kind: str, message: str) -> Answer:
    """The errors of rupload are not Graph's."""
    return Answer(400, {"debug_info": {"retriable": False, "type": kind, "message": message}})


def operation(call: Call) -> str:
    return "create" if call.word("upload_phase") == "finish" else "media"
