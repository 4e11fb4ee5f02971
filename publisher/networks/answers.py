"""What a network answered, and what may be concluded from an answer nobody understands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from publisher.networks.base import Later, NetworkError, Unsure

WORDS = 500
"""How many characters of a network's own text are kept as evidence."""

_TRACES = ("x-request-id", "x-fb-trace-id", "x-fb-request-id", "x-li-uuid", "x-pinterest-rid", "x-transaction-id")


@dataclass(frozen=True, slots=True)
class Answer:
    """One understood HTTP answer. `json` is None when the body is not JSON; `text` is at most 1 MB.

    Bodies and headers may hold tokens, so a repr shows none of them.
    """

    host: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    json: Any = field(repr=False)

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300

    @property
    def trace_id(self) -> str:
        """What the network's support asks for; "" when it gave none in its headers."""
        return plain(next((self.headers[name] for name in _TRACES if name in self.headers), ""))

    @property
    def words(self) -> str:
        """The beginning of what the network said, for the evidence."""
        return plain(self.text[:WORDS])

    def value(self, *path: str | int) -> Any:
        """What stands at this path of the JSON; None when anything on the way is missing."""
        found = self.json
        for step in path:
            if isinstance(step, int) and isinstance(found, list) and -len(found) <= step < len(found):
                found = found[step]
            elif isinstance(step, str) and isinstance(found, dict):
                found = found.get(step)
            else:
                return None
        return found

    def word(self, *path: str | int) -> str:
        """Like `value`, as text; "" for anything that is not a text or a number."""
        found = self.value(*path)
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""

    def rows(self, *path: str | int) -> list[dict[str, Any]]:
        """The objects in the list at this path. Raises `Later` if there is no list: that would prove nothing."""
        found = self.value(*path)
        if not isinstance(found, list):
            raise doubt(self, once=False)
        return [row for row in found if isinstance(row, dict)]


def parsed(text: str) -> Any:
    """The JSON in this text, or None. Characters that no database keeps are left out of its texts."""
    try:
        return _kept(json.loads(text))
    except (ValueError, RecursionError):
        return None


def plain(text: str) -> str:
    """The text without NUL and lone surrogates, which PostgreSQL refuses."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_kept(item) for item in value]
    return {plain(name): _kept(item) for name, item in value.items()} if isinstance(value, dict) else value


def doubt(answer: Answer, *, once: bool, words: str = "") -> NetworkError:
    """What a 5xx or an unintelligible answer means: after a create it may exist, after anything else try again."""
    words, trace, status = words or answer.words, answer.trace_id, answer.status
    if once:
        reason = (
            f"{answer.host} answered with an error of its own ({status}). The post may be public all the same; "
            "Marquee looks before it sends again."
        )
        return Unsure(reason, words, trace, status)
    reason = f"{answer.host} is in trouble just now ({status}). Nothing was published; Marquee tries again by itself."
    return Later(reason, words, trace, status)


def moment(value: str) -> datetime | None:
    """A time given as ISO 8601 or as seconds since 1970, or None when it is neither."""
    try:
        if value.isdecimal():
            return datetime.fromtimestamp(int(value), UTC)
        at = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def retry_after(answer: Answer) -> datetime | None:
    """When the Retry-After header allows the next call (RFC 9110, 10.2.3: seconds or an HTTP date)."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return datetime.now(UTC) + timedelta(seconds=min(int(value), 30 * 86_400))
    try:
        return parsedate_to_datetime(value) if value else None
    except ValueError:
        return None


@contextmanager
def done_already(*statuses: int, said: str = "") -> Iterator[None]:
    """What a deletion or a change is answered, by status and words, where nothing is left to do: as good as done."""
    try:
        yield
    except NetworkError as error:
        if error.status not in statuses or said not in error.network_text.lower():
            raise
