"""Publishing to a page. Sources: developers.facebook.com, graph-api/reference/page/feed and page/photos."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.call import Answer, Call, Refusal
from sandbox.graph.errors import bad_parameter, duplicate, graph_error, missing_object
from sandbox.media import Media, look
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.facebook import Facebook

Json = dict[str, Any]
MESSAGE_LIMIT = 63_206
PHOTO_LIMIT = 10 * 1024 * 1024
PHOTO_MIMES = ("image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff")


class Feed:
    def __init__(self, network: Facebook) -> None:
        self.network = network
        self.posts = network.world.posts
        self.library = network.world.library

    def publish(self, call: Call) -> Answer:
        """POST /{page}/feed → `{"id": "{page}_{post}"}`"""
        self.network.check_own(call, call.params["page"])
        self._refuse_scheduling(call)
        message, link = self._message(call, "message"), call.word("link").strip()
        media = self._attached(call)
        if not message and not link and not media:
            raise bad_parameter("Missing message or attachment")
        if link and not link.startswith(("https://", "http://")):
            raise bad_parameter(
                "link URL is not properly formatted", 2061006, "Invalid URL", "Enter a full web address."
            )
        if not media:
            self._check_duplicate(call, message, link)
        return Answer(200, {"id": self._record(call, message, link, media).remote_id})

    def photo(self, call: Call) -> Answer:
        """POST /{page}/photos → `{"id", "post_id"}`, or `{"id"}` alone for a staged one (`published` false)."""
        self.network.check_own(call, call.params["page"])
        self._refuse_scheduling(call)
        caption = self._message(call, "message") or self._message(call, "caption")
        media = self._stage(call)
        if not call.flag("published", True):
            return Answer(200, {"id": media.id})
        return Answer(200, {"id": media.id, "post_id": self._record(call, caption, "", [media]).remote_id})

    def edit(self, call: Call) -> Answer:
        """POST /{post} with another `message`, or /{video} with another `description`."""
        post = self.posts.find("facebook", call.params["node"])
        if post is None or post.account != call.me.remote_id or post.reply_to:
            raise missing_object(call.method, call.params["node"])
        text = self._message(call, "message" if "_" in post.remote_id else "description")
        if not (text or post.media or post.link):
            raise bad_parameter("Missing message or attachment")
        self.posts.reword(post, text)
        return Answer(200, {"success": True})

    def _stage(self, call: Call) -> Media:
        """Keep the picture that came with the call."""
        if call.word("url"):
            raise bad_parameter("the sandbox fetches no pictures: send the bytes as `source`")
        upload = call.files.get("source")
        if upload is None:
            raise Refusal(graph_error(324, "(#324) Requires upload file", is_transient=False))
        mime, width, height = look(upload.content)
        if mime not in PHOTO_MIMES or len(upload.content) > PHOTO_LIMIT:
            explained = "Photos should be less than 10 MB and saved as JPG, PNG, GIF, TIFF or BMP files."
            raise bad_parameter("Invalid parameter", 1366046, "Can't Read Files", explained)
        now = time.time()
        return self.library.add(
            upload.content,
            id=self.network.next_id(now),
            network="facebook",
            account=call.me.remote_id,
            mime=mime,
            width=width,
            height=height,
            alt=call.word("alt_text_custom"),
            at=now,
            ready_at=now,
        )

    def _record(self, call: Call, message: str, link: str, media: list[Media]) -> Post:
        now = time.time()
        return self.posts.record(
            call.me,
            remote_id=f"{call.me.remote_id}_{self.network.next_id(now)}",
            text=message,
            link=link,
            media=[item.stored() for item in media],
            at=now,
            received_at=call.received_at,
            hidden=not call.flag("published", True),
        )

    def _message(self, call: Call, name: str) -> str:
        """Comes back without the blanks around it, as Graph gives it."""
        message = call.word(name).strip()
        if len(message) > MESSAGE_LIMIT:
            raise bad_parameter(f"Param {name} must be at most {MESSAGE_LIMIT} characters")
        return message

    def _attached(self, call: Call) -> list[Media]:
        return [self.staged(call, media_id) for media_id in attached_ids(call.fields.get("attached_media"))]

    def staged(self, call: Call, media_id: str) -> Media:
        """A photo that no post has shown yet."""
        media = self.library.find("facebook", media_id)
        if media is None or media.account != call.me.remote_id:
            raise missing_object(call.method, media_id)
        if media.post:
            explained = "These photos were already posted."
            raise bad_parameter("Invalid parameter", 1366051, "Photos Already Posted", explained)
        return media

    def _check_duplicate(self, call: Call, message: str, link: str) -> None:
        """The same words twice in a row are refused (error 506)."""
        last = next((post for post in reversed(call.me.posts) if _is_listed(post)), None)
        window = self.network.world.settings.facebook_duplicate_window
        if last is None or last.media or not message or time.time() - last.at >= window:
            return
        if (last.text, last.link) == (message, link):
            raise Refusal(duplicate())

    def _refuse_scheduling(self, call: Call) -> None:
        if call.word("scheduled_publish_time"):
            raise bad_parameter("the sandbox imitates no scheduled posts")


def _is_listed(post: Post) -> bool:
    return post.deleted_at is None and not (post.hidden or post.reply_to)


def attached_ids(value: object) -> list[str]:
    """Photo ids out of `attached_media`: a list, or JSON of one, of `{"media_fbid": id}`, each possibly JSON itself."""
    try:
        entries = orjson.loads(value) if isinstance(value, str) and value else value or []
        if not isinstance(entries, list):
            raise TypeError
        found = [orjson.loads(entry) if isinstance(entry, str) else entry for entry in entries]
        return [str(entry["media_fbid"]) for entry in found]
    except (TypeError, KeyError, orjson.JSONDecodeError):
        raise bad_parameter("Param attached_media must be an array of objects with media_fbid.") from None
