"""Lists of posts, page by page. Source: developers.facebook.com, graph-api/results (paging)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sandbox.call import Answer, Call
from sandbox.graph.errors import bad_parameter
from sandbox.posts import Post

Json = dict[str, Any]


def listed(call: Call, posts: Iterable[Post], path: str, shown: Callable[[Post], Json]) -> Answer:
    """Of these posts, the newest first; `since` and `until` are seconds or a date, `after` a cursor.

    `path` is where the list is to be had, for the address of its next page.
    """
    limit = _limit(call)
    since, until = moment(call.word("since"), 0.0), moment(call.word("until"), float("inf"))
    after = call.word("after")
    below = int(after) if after.isdigit() else float("inf")
    found: list[Post] = []
    for post in posts:
        if post.at < since or len(found) > limit:
            break
        if post.seq < below and post.at <= until and post.deleted_at is None and not post.hidden:
            found.append(post)
    return Answer(200, {"data": [shown(post) for post in found[:limit]], **_paging(call, found, limit, path)})


def _paging(call: Call, found: list[Post], limit: int, path: str) -> Json:
    if not found:
        return {}
    after = str(found[:limit][-1].seq)
    paging: Json = {"cursors": {"before": str(found[0].seq), "after": after}}
    if len(found) > limit:
        asked = {name: value for name, value in call.query.items() if name != "access_token"}
        paging["next"] = f"{call.base}{path}?{urlencode({**asked, 'after': after})}"
    return {"paging": paging}


def _limit(call: Call) -> int:
    asked = call.word("limit") or "25"
    if not asked.isdigit() or int(asked) > 100:
        raise bad_parameter("Please reduce the amount of data you're asking for: limit is at most 100")
    return int(asked)


def moment(text: str, default: float) -> float:
    if not text:
        return default
    if text.isdigit():
        return float(text)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise bad_parameter(f"Param since or until is no time: {text}") from None
