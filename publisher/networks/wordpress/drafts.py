"""What is made at the blog ahead of time: the draft, its pictures and its film.

Source: developer.wordpress.org/rest-api/reference/posts and /media.
"""

from __future__ import annotations

import asyncio

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Film, Json, Picture, Piece
from publisher.networks.films import film_name, streamed
from publisher.networks.http import Door, File
from publisher.networks.pictures import file_name
from publisher.networks.wordpress.article import article, slug_of
from publisher.networks.wordpress.calls import POST, ask

_UNSEEN = "draft,publish,future,pending,private"


async def draft(door: Door, account: Account, piece: Piece, handle: Json) -> str:
    """The id of this delivery's draft. Its slug goes into the handle before the call; when there is one already, an
    answer may have been lost, and the draft is looked for before another one is made."""
    if "slug" in handle and (found := await _by_slug(door, account, handle["slug"])):
        return found
    slug = handle.setdefault("slug", slug_of(piece))
    post = {**article(piece, {}), "slug": slug, "status": "draft"}
    answer = await ask(door, account, "POST", "/wp/v2/posts", json=post, query=POST)
    if not answer.word("id"):
        raise doubt(answer, once=False)
    return answer.word("id")


async def _by_slug(door: Door, account: Account, slug: str) -> str:
    """Slugs are unique among what has an address; of ours there is one at most. "" when there is none."""
    query = {"slug": slug, "status": _UNSEEN, "context": "edit", "_fields": "id"}
    answer = await ask(door, account, "GET", "/wp/v2/posts", query=query)
    return str(next((row["id"] for row in answer.rows() if row.get("id")), ""))


async def upload(door: Door, account: Account, picture: Picture, post: str) -> Json:
    """Bring a picture; gives its id and its address. When an answer is lost the picture is brought again, and the one
    that nothing shows stays in the blog's library."""
    file = File("file", file_name(picture), picture.mime, await asyncio.to_thread(picture.read))
    return await _brought(door, account, file, {"post": post, **({"alt_text": picture.alt} if picture.alt else {})})


async def upload_film(door: Door, account: Account, film: Film, post: str) -> Json:
    """Bring the film, as a picture is brought."""
    return await _brought(door, account, File("file", film_name(film), film.mime, await streamed(film)), {"post": post})


async def _brought(door: Door, account: Account, file: File, form: dict[str, str]) -> Json:
    query = {"_fields": "id,source_url"}
    answer = await ask(door, account, "POST", "/wp/v2/media", form=form, files=[file], query=query)
    if not (answer.word("id").isdecimal() and answer.word("source_url")):
        raise doubt(answer, once=False)
    return {"id": answer.word("id"), "url": answer.word("source_url")}
