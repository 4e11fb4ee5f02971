"""Mastodon's entities as JSON. Source: docs.joinmastodon.org, entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.mastodon.text import content, hashtags

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.posts import Post
    from sandbox.settings import Settings

Json = dict[str, Any]

VERSION = "4.6.3"
MAX_MEDIA = 4
DESCRIPTION_LIMIT = 1500
IMAGE_SIZE_LIMIT = 16 * 1024 * 1024
IMAGE_MATRIX_LIMIT = 33_177_600
VIDEO_SIZE_LIMIT = 103_809_024
VIDEO_MATRIX_LIMIT = 8_294_400
VIDEO_RATE_LIMIT = 120
MIMES = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "video/mp4"]
MIMES += ["video/quicktime", "video/webm"]


def instance(base: str, settings: Settings) -> Json:
    """What a client must read instead of believing in 500 characters and 4 pictures."""
    return {
        "domain": base.partition("://")[2],
        "title": "Sandbox",
        "version": VERSION,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "An imitation of Mastodon for rehearsals",
        "usage": {"users": {"active_month": 1}},
        "thumbnail": {"url": f"{base}/"},
        "languages": ["en"],
        "configuration": {
            "urls": {"streaming": base.replace("http", "ws", 1)},
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {
                "max_characters": settings.mastodon_max_characters,
                "max_media_attachments": MAX_MEDIA,
                "characters_reserved_per_url": 23,
            },
            "media_attachments": {
                "supported_mime_types": MIMES,
                "description_limit": DESCRIPTION_LIMIT,
                "image_size_limit": IMAGE_SIZE_LIMIT,
                "image_matrix_limit": IMAGE_MATRIX_LIMIT,
                "video_size_limit": VIDEO_SIZE_LIMIT,
                "video_frame_rate_limit": VIDEO_RATE_LIMIT,
                "video_matrix_limit": VIDEO_MATRIX_LIMIT,
            },
            "polls": {
                "max_options": 4,
                "max_characters_per_option": 50,
                "min_expiration": 300,
                "max_expiration": 2629746,
            },
            "translation": {"enabled": False},
        },
        "registrations": {"enabled": False, "approval_required": False, "message": None, "url": None},
        "api_versions": {"mastodon": 10},
        "contact": {"email": "sandbox@localhost", "account": None},
        "rules": [],
    }


def account(who: Account, base: str) -> Json:
    address = who.address(base)
    return {
        "id": who.remote_id,
        "username": who.handle,
        "acct": who.handle,
        "display_name": who.name,
        "locked": False,
        "bot": False,
        "group": False,
        "discoverable": True,
        "created_at": iso(who.created_at // 86400 * 86400),
        "note": "",
        "url": address,
        "uri": f"{base}/mastodon/users/{who.handle}",
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": len(who.posts),
        "last_status_at": iso(who.posts[-1].at)[:10] if who.posts else None,
        "emojis": [],
        "fields": [],
    }


def credential_account(who: Account, base: str) -> Json:
    """The account itself sees how it posts by default as well."""
    source = {"privacy": "public", "sensitive": False, "language": who.language, "note": "", "fields": []}
    return {**account(who, base), "source": source, "role": {"id": "-99", "name": "", "permissions": "65536"}}


def status(post: Post, who: Account, base: str) -> Json:
    details = post.details
    return {
        "id": post.remote_id,
        "created_at": iso(post.at),
        "in_reply_to_id": post.reply_to or None,
        "in_reply_to_account_id": who.remote_id if post.reply_to else None,
        "sensitive": details.get("sensitive", False),
        "spoiler_text": details.get("spoiler_text", ""),
        "visibility": details.get("visibility", "public"),
        "language": details.get("language"),
        "uri": f"{base}/mastodon/users/{who.handle}/statuses/{post.remote_id}",
        "url": who.permalink(post, base),
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "quotes_count": 0,
        "edited_at": None,
        "content": content(post.text, base),
        "reblog": None,
        "application": {"name": "Sandbox", "website": None},
        "account": account(who, base),
        "media_attachments": [attachment(item, base) for item in post.media],
        "mentions": [],
        "tags": [{"name": tag, "url": f"{base}/mastodon/tags/{tag}"} for tag in hashtags(post.text)],
        "emojis": [],
        "card": None,
        "poll": None,
    }


def attachment(item: Json, base: str, ready: bool = True) -> Json:
    """`url` is null while the file is processed."""
    url = f"{base}/media/{item['sha256']}"
    width, height = item["width"], item["height"]
    size = {"width": width, "height": height, "size": f"{width}x{height}", "aspect": width / max(1, height)}
    return {
        "id": item["id"],
        "type": kind(item["mime"]),
        "url": url if ready else None,
        "preview_url": url if ready else None,
        "remote_url": None,
        "text_url": None,
        "meta": {"original": size},
        "description": item["alt"] or None,
        "blurhash": None,
    }


def kind(mime: str) -> str:
    if mime == "image/gif":
        return "gifv"
    return mime.partition("/")[0]
