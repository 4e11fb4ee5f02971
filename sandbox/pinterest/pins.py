"""Pins: create, read, delete, list. Source: pinterest/api-description, v5/openapi.yaml (pins, boards)."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.media import Media
from sandbox.pinterest.errors import invalid, not_found, trial
from sandbox.pinterest.source import film_of, images
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.pinterest import Pinterest

Json = dict[str, Any]
LIMITS = {"title": 100, "description": 800, "alt_text": 500, "link": 2048}
NUMBER = re.compile(r"\d+\Z")
PAGE, MOST = 25, 250


class Pins:
    def __init__(self, network: Pinterest) -> None:
        self.network = network
        self.posts = network.world.posts

    def create(self, call: Call) -> Answer:
        """POST /pins → 201 with the pin."""
        if self.network.world.settings.pinterest_trial:
            raise trial()
        self._check_board(call, call.word("board_id"))
        said = self._words(call)
        media = self._kept(call, said["alt_text"])
        post = self.posts.record(
            call.me,
            remote_id=self.network.next_id(time.time()),
            text=text_of(said),
            link=said["link"],
            media=[item.stored() for item in media],
            at=time.time(),
            received_at=call.received_at,
            details=said,
        )
        return Answer(201, self._shown(post, call.me, call.base))

    def of_board(self, call: Call) -> Answer:
        """GET /boards/{board}/pins"""
        self._check_board(call, call.params["board"])
        size = call.query.get("page_size") or str(PAGE)
        if not NUMBER.match(size) or not 1 <= int(size) <= MOST:
            raise invalid(f"page_size: maximum={MOST}")
        below = int(call.query.get("bookmark") or len(self.posts.all) + 1)
        found = [post for post in reversed(call.me.posts) if post.seq < below and post.deleted_at is None]
        shown, more = found[: int(size)], len(found) > int(size)
        items = [self._shown(post, call.me, call.base) for post in shown]
        return Answer(200, {"items": items, "bookmark": str(shown[-1].seq) if more else None})

    def show(self, call: Call) -> Answer:
        return Answer(200, self._shown(self._mine(call), call.me, call.base))

    def edit(self, call: Call) -> Answer:
        """PATCH /pins/{pin}: what is not named stays."""
        if self.network.world.settings.pinterest_trial:
            raise trial()
        post = self._mine(call)
        said = {**post.details, **{name: value for name, value in self._words(call).items() if name in call.fields}}
        self.posts.reword(post, text_of(said), **said)
        return Answer(200, self._shown(post, call.me, call.base))

    def delete(self, call: Call) -> Answer:
        self.posts.delete(self._mine(call), time.time())
        return Answer(204, b"")

    def _mine(self, call: Call) -> Post:
        post = self.posts.find("pinterest", call.params["pin"])
        if post is None or post.account != call.me.remote_id:
            raise not_found("Pin", 50)
        return post

    def _check_board(self, call: Call, board: str) -> None:
        if not NUMBER.match(board):
            raise invalid(f"{board!r} does not match '^\\\\d+$'")
        if board != call.me.remote_id:
            raise not_found("Board")

    def _words(self, call: Call) -> dict[str, str]:
        said = {name: call.word(name) for name in LIMITS}
        for name, limit in LIMITS.items():
            if len(said[name]) > limit:
                raise invalid(f"{name} is too long, maxLength={limit}")
        if said["link"] and not said["link"].startswith(("https://", "http://")):
            raise invalid("link is not a valid URL")
        return {name: value.strip() for name, value in said.items()}

    def _kept(self, call: Call, alt: str) -> list[Media]:
        """The pictures of the call, which all share the pin's one alternative text, or the film that it names."""
        now, source = time.time(), call.fields.get("media_source")
        if number := film_of(source):
            film = self.network.films.find(call, number)
            self.network.world.library.change(film, alt=alt)
            return [film]
        return [
            self.network.world.library.add(
                image.content,
                id=self.network.next_id(now),
                network="pinterest",
                account=call.me.remote_id,
                mime=image.mime,
                width=image.width,
                height=image.height,
                alt=alt,
                at=now,
                ready_at=now,
            )
            for image in images(source)
        ]

    def _shown(self, post: Post, who: Account, base: str) -> Json:
        originals = [
            {"originals": {"url": f"{base}/media/{item['sha256']}", "width": item["width"], "height": item["height"]}}
            for item in post.media
        ]
        media: Json = {"media_type": "image", "images": originals[0]}
        if post.media[0]["mime"].startswith("video/"):
            media = {"media_type": "video"}
        if len(originals) > 1:
            media = {"media_type": "multiple_images", "items": [{"images": entry} for entry in originals]}
        return {
            "id": post.remote_id,
            # The API gives no time zone; it means UTC.
            "created_at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(post.at)),
            "board_id": post.account,
            "board_section_id": None,
            "board_owner": {"username": who.handle},
            "parent_pin_id": None,
            "creative_type": "REGULAR",
            "is_owner": True,
            "media": media,
            **{name: value or None for name, value in post.details.items()},
        }


def text_of(said: Json) -> str:
    """As people read it."""
    return "\n\n".join(part for part in (said["title"], said["description"]) if part)
