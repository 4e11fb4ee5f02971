"""Comments below films: make, list. Source: developers.google.com/youtube/v3/docs/commentThreads (insert, list)."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.clock import iso
from sandbox.youtube.errors import error, invalid, not_found
from sandbox.youtube.videos import CHANGE, LIST

if TYPE_CHECKING:
    from sandbox.posts import Post
    from sandbox.youtube import YouTube

Json = dict[str, Any]
CHARACTERS = 10_000


class Comments:
    def __init__(self, network: YouTube) -> None:
        self.network = network
        self.posts = network.world.posts

    def create(self, call: Call) -> Answer:
        """POST /commentThreads?part=snippet: a comment below the film itself, not below another."""
        self.network.spend(call, CHANGE)
        text, snippet = self.text(call).strip(), call.fields.get("snippet")
        if not text:
            raise invalid("commentTextRequired", "The comment must not be empty.")
        if len(text) > CHARACTERS:
            raise invalid("commentTextTooLong", "The comment is too long.")
        film = self._film(str(snippet.get("videoId", "")) if isinstance(snippet, dict) else "")
        comment = self.posts.record(
            call.me,
            remote_id=f"Ug{secrets.token_urlsafe(18)}",
            text=text,
            link="",
            media=[],
            at=time.time(),
            received_at=call.received_at,
            reply_to=film.remote_id,
        )
        return Answer(200, _shown(comment))

    def listed(self, call: Call) -> Answer:
        """GET /commentThreads?part=snippet&videoId=…&order=time: the newest first."""
        self.network.spend(call, LIST)
        start, count = int(call.query.get("pageToken") or 0), int(call.query.get("maxResults") or 20)
        found = self.posts.below(self._film(call.query.get("videoId", "")))[::-1]
        answer: Json = {"kind": "youtube#commentThreadListResponse"}
        answer["items"] = [_shown(comment) for comment in found[start : start + count]]
        if len(found) > start + count:
            answer["nextPageToken"] = str(start + count)
        return Answer(200, answer)

    def text(self, call: Call) -> str:
        """What the comment says, "" if this is none."""
        snippet = call.fields.get("snippet")
        top = snippet.get("topLevelComment") if isinstance(snippet, dict) else None
        said = top.get("snippet") if isinstance(top, dict) else None
        return str(said.get("textOriginal", "")) if isinstance(said, dict) else ""

    def _film(self, number: str) -> Post:
        """Raises `Refusal` for a film that is gone (404), or that is private or for children (403)."""
        video = self.network.videos.by_id.get(number)
        if video is None:
            raise not_found()
        post = self.posts.find("youtube", number)
        if post is None or video.status["selfDeclaredMadeForKids"]:
            message = "The video identified by the videoId parameter has disabled comments."
            raise Refusal(error(403, "commentsDisabled", message, "youtube.commentThread"))
        return post


def _shown(comment: Post) -> Json:
    said = {
        "authorChannelId": {"value": comment.account},
        "publishedAt": iso(comment.at),
        "textDisplay": comment.text,
        "textOriginal": comment.text,
    }
    top = {"kind": "youtube#comment", "id": comment.remote_id, "snippet": said}
    snippet = {"channelId": comment.account, "videoId": comment.reply_to, "topLevelComment": top}
    return {"kind": "youtube#commentThread", "id": comment.remote_id, "snippet": snippet}
