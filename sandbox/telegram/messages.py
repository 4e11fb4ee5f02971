"""Posts: a text, a photo, a video, an album; changing their words, and deleting.

Source: core.telegram.org/bots/api, available methods.
"""

from __future__ import annotations

import math
import secrets
import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal, Upload
from sandbox.links import ADDRESS
from sandbox.media import Media, look
from sandbox.telegram import entities
from sandbox.telegram.errors import bad_request, too_many
from sandbox.telegram.uploads import CHECKS, attached, described, parsed
from sandbox.windows import Window

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

Json = dict[str, Any]
CHARACTERS, CAPTION = 4096, 1024
MINUTE = 60


class Messages:
    """Numbers count up in each channel by itself, and the pictures of an album are messages each."""

    def __init__(self, network: Telegram) -> None:
        self.network = network
        self.posts = network.world.posts
        self.library = network.world.library
        self._windows: dict[str, Window] = {}

    def send_message(self, call: Call) -> Answer:
        account, text = self.network.channel(call), self._words(call)
        self._take(call, 1)
        number, now = self._record(call, text, preview(call, text), [])
        return entities.result(entities.message(account, number, now, text=text))

    def send_photo(self, call: Call) -> Answer:
        return self._send_one(call, "photo")

    def send_animation(self, call: Call) -> Answer:
        return self._send_one(call, "animation")

    def send_video(self, call: Call) -> Answer:
        return self._send_one(call, "video")

    def send_media_group(self, call: Call) -> Answer:
        account, album = self.network.channel(call), described(call.fields.get("media"))
        captions = [self._caption(str(item.get("caption") or "")) for item in album]
        uploads = [attached(call, item, place) for place, item in enumerate(album, 1)]
        self._take(call, len(uploads))
        media = self._keep(call, uploads)
        # A caption on several pictures is shown with each; only one on the first is the album's.
        first, now = self._record(call, captions[0], "", media)
        group = str(first << 20)
        return entities.result(
            [
                entities.message(
                    account,
                    first + place,
                    now,
                    media_group_id=group,
                    caption=captions[place],
                    **entities.shown(one),
                )
                for place, one in enumerate(media)
            ]
        )

    def _send_one(self, call: Call, kind: str) -> Answer:
        account, caption = self.network.channel(call), self._caption(call.word("caption"))
        upload = CHECKS[kind](call.files.get(kind))
        self._take(call, 1)
        media = self._keep(call, [upload])
        number, now = self._record(call, caption, "", media)
        return entities.result(entities.message(account, number, now, caption=caption, **entities.shown(media[0])))

    def edit_text(self, call: Call) -> Answer:
        return self._edit(call, self._words(call), has_media=False)

    def edit_caption(self, call: Call) -> Answer:
        """Of an album the caption of its first message is the album's."""
        return self._edit(call, self._caption(call.word("caption")), has_media=True)

    def _edit(self, call: Call, text: str, *, has_media: bool) -> Answer:
        account, number = self.network.channel(call), call.word("message_id")
        post = next((one for one in account.posts if one.remote_id == number and one.deleted_at is None), None)
        if post is None:
            raise bad_request("message to edit not found")
        if bool(post.media) != has_media:
            raise bad_request(f"there is no {'caption' if has_media else 'text'} in the message to edit")
        if post.text == text:
            raise bad_request("message is not modified: specified new message content is exactly the same")
        self.posts.reword(post, text)
        shown = {"caption" if has_media else "text": text}
        return entities.result(entities.message(account, int(number), post.at, edit_date=int(time.time()), **shown))

    def delete(self, call: Call) -> Answer:
        account, number = self.network.channel(call), call.word("message_id")
        found = [post for post in account.posts if post.remote_id == number and post.deleted_at is None]
        if not found:
            raise bad_request("message to delete not found")
        self.posts.delete(found[0], time.time())
        return entities.result(True)

    def delete_several(self, call: Call) -> Answer:
        """Those that are not there are passed over."""
        account, numbers = self.network.channel(call), call.fields.get("message_ids")
        if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
            raise bad_request("can't parse message identifiers JSON array")
        for post in [post for post in account.posts if post.deleted_at is None]:
            messages = set(range(int(post.remote_id), post.details["last"] + 1))
            if messages <= set(numbers):
                self.posts.delete(post, time.time())
            elif messages & set(numbers):
                raise bad_request("the sandbox deletes whole albums only")
        return entities.result(True)

    def _record(self, call: Call, text: str, link: str, media: list[Media]) -> tuple[int, float]:
        """Make it public; gives the number of its first message, and when."""
        now, number = time.time(), self._next_number(call)
        self.posts.record(
            call.me,
            remote_id=str(number),
            text=text,
            link=link or first_link(text),
            media=[item.stored() for item in media],
            at=now,
            received_at=call.received_at,
            details={"last": number + max(1, len(media)) - 1},
        )
        return number, now

    def _next_number(self, call: Call) -> int:
        return int(call.me.posts[-1].details["last"]) + 1 if call.me.posts else 2  # the first tells of the channel

    def _take(self, call: Call, messages: int) -> None:
        """Raises `Refusal` (429) when the channel has had its messages for this minute."""
        window = self._windows.setdefault(call.me.remote_id, Window(0, MINUTE))
        window.limit = self.network.world.settings.telegram_messages_a_minute
        if not window.take(call.received_at, messages):
            raise Refusal(too_many(max(1, math.ceil(window.reset - call.received_at))))

    def _words(self, call: Call) -> str:
        text = call.word("text").strip()
        if not text:
            raise bad_request("message text is empty")
        if units(text) > CHARACTERS:
            raise bad_request("message is too long")
        return text

    def _caption(self, text: str) -> str:
        caption = text.strip()
        if units(caption) > CAPTION:
            raise bad_request("message caption is too long")
        return caption

    def _keep(self, call: Call, uploads: list[Upload]) -> list[Media]:
        kept, now = [], time.time()
        for upload in uploads:
            mime, width, height = look(upload.content)
            what = {"mime": mime, "width": width, "height": height, "alt": "", "at": now, "ready_at": now}
            file_id = f"AgACAg{secrets.token_urlsafe(32)}"
            kept.append(
                self.library.add(upload.content, id=file_id, network="telegram", account=call.me.remote_id, **what)
            )
        return kept


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def first_link(text: str) -> str:
    found = ADDRESS.search(text)
    return found.group() if found else ""


def preview(call: Call, text: str) -> str:
    """The address whose preview is shown: that of the options, else the first in the text."""
    options = parsed(call.fields.get("link_preview_options")) or {}
    if not isinstance(options, dict):
        raise bad_request("can't parse link preview options JSON object")
    return "" if options.get("is_disabled") else str(options.get("url") or "") or first_link(text)
