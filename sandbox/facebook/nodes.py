"""Pages, posts and photos as Graph shows them. Source: developers.facebook.com, graph-api/reference."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.posts import Post

Json = dict[str, Any]

PAGE_FIELDS = frozenset({"id", "name", "username", "link", "followers_count", "fan_count", "category", "about"})
POST_FIELDS = frozenset(
    {
        "id",
        "message",
        "created_time",
        "updated_time",
        "permalink_url",
        "is_published",
        "is_hidden",
        "full_picture",
        "status_type",
        "from",
        "attachments",
    }
)
PHOTO_FIELDS = frozenset(
    {"id", "name", "link", "created_time", "alt_text", "alt_text_custom", "width", "height", "page_story_id"}
)


def graph_time(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(at))


def page(who: Account, base: str) -> Json:
    return {
        "id": who.remote_id,
        "name": who.name,
        "username": who.handle,
        "link": who.address(base),
        "followers_count": 0,
        "fan_count": 0,
        "category": "Cars",
    }


def permalink(post: Post, who: Account, base: str) -> str:
    return who.permalink(post, base)


def shown(post: Post, who: Account, base: str) -> Json:
    """A post with every field it has; an empty message or no attachments are left out, as Graph does."""
    link = permalink(post, who, base)
    node: Json = {
        # A film's post is named after the film.
        "id": post.remote_id if "_" in post.remote_id else f"{post.account}_{post.remote_id}",
        "created_time": graph_time(post.at),
        "updated_time": graph_time(post.at),
        "permalink_url": link,
        "is_published": not post.hidden,
        "is_hidden": False,
        "status_type": "added_photos" if post.media else "shared_story" if post.link else "mobile_status_update",
        "from": {"name": who.name, "id": who.remote_id},
    }
    if post.text:
        node["message"] = post.text
    if post.media:
        node["full_picture"] = f"{base}/media/{post.media[0]['sha256']}"
    if found := attachments(post, link, base):
        node["attachments"] = {"data": found}
    return node


def attachments(post: Post, permalink: str, base: str) -> list[Json]:
    """One attachment: the photo, the album with its photos below it, or the shared link."""
    photos = [photo_attachment(item, base) for item in post.media]
    if len(photos) == 1:
        return photos
    if photos:
        album = {
            "media_type": "album",
            "type": "album",
            "title": "Photos",
            "url": permalink,
            "media": photos[0]["media"],
        }
        target = {"id": post.remote_id.partition("_")[2], "url": permalink}
        return [{**album, "target": target, "subattachments": {"data": photos}}]
    if post.link:
        return [
            {"media_type": "link", "type": "share", "title": post.link, "url": post.link, "target": {"url": post.link}}
        ]
    return []


def photo_attachment(item: Json, base: str) -> Json:
    url = f"{base}/media/{item['sha256']}"
    image = {"src": url, "width": item["width"], "height": item["height"]}
    target = {"id": item["id"], "url": url}
    kind = "video" if item["mime"].startswith("video/") else "photo"
    found: Json = {"media_type": kind, "type": kind, "url": url, "media": {"image": image}, "target": target}
    return {**found, "description": item["alt"]} if item["alt"] else found


def photo(item: Json, base: str) -> Json:
    node: Json = {
        "id": item["id"],
        "link": f"{base}/media/{item['sha256']}",
        "created_time": graph_time(item["at"]),
        "width": item["width"],
        "height": item["height"],
    }
    if item["alt"]:
        node |= {"alt_text_custom": item["alt"], "alt_text": item["alt"]}
    if item["post"]:
        node["page_story_id"] = item["post"]
    return node
