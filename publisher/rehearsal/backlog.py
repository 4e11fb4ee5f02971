"""Publications by the million, written by the database itself: what has gone out, and what is planned far ahead.

The rows are as the verbs and the engine leave them, down to the size of what they hold; only the digests are not true,
since nothing here is ever claimed. Events are not written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from PIL import Image

from accounts.models import Stage
from campaigns.content import Content
from campaigns.models import Asset, Attachment
from publisher.rehearsal import backlog_sql as sql
from publisher.rehearsal.cast import Cast

Tell = Callable[[str], object]
CHUNK = 50_000
"""Publications written in one transaction."""
TOGETHER = 10
"""On so many pages each post goes out."""
TEXT = (
    "The road looks different from the driver's seat of the new model: quieter in town, further between two charges, "
    "and with room for five and all they bring along. Come and see it this weekend at your dealer's. #backlog"
)


@dataclass(frozen=True)
class Span:
    """`count` publications, evenly between two instants.

    Those of a past span went out, except that every `odd`-th post is on the desk; those of a future one are scheduled,
    except that every `odd`-th post waits for head office. 0: none.
    """

    first: datetime
    end: datetime
    count: int
    past: bool
    odd: int = 0


def silent(line: str) -> None:
    """For those who do not care how far it is."""


def fill(cast: Cast, span: Span, tell: Tell = silent) -> None:
    """Write the span on the brand's pages in turn, of which it needs `TOGETHER`. `tell` hears how far it is."""
    with connection.cursor() as cursor:
        cursor.execute(sql.RESERVE, {"publications": span.count, "posts": -(-span.count // TOGETHER)})
        [bases] = cursor.fetchall()
    values = _values(cast, span) | dict(zip(("post", "revision", "publication", "delivery"), bases, strict=True))
    for numbers in _chunks(span.count):
        _write(values | {"begin": numbers.start, "stop": numbers.stop - 1}, past=span.past)
        tell(f"{'past' if span.past else 'future'}: {numbers.stop:,} of {span.count:,}")


def _chunks(count: int) -> Iterator[range]:
    return (range(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK))


@transaction.atomic
def _write(values: dict[str, Any], *, past: bool) -> None:
    statements = [sql.LINES, sql.POSTS, sql.REVISIONS, sql.APPROVALS, sql.ATTACHMENTS, sql.PUBLICATIONS]
    statements += [sql.DELIVERIES, sql.ATTEMPTS] if past else []
    with connection.cursor() as cursor:
        for statement in [*statements, sql.DONE]:
            cursor.execute(statement, values)


def _values(cast: Cast, span: Span) -> dict[str, Any]:
    picture = _picture(cast)
    return {
        "brand": cast.brand.pk,
        "pages": cast.brand.pages.count(),
        "author": cast.author.pk,
        "lead": cast.lead.pk,
        "reviewer": cast.reviewer.pk,
        "stages": list(cast.brand.approval_stages),
        "last_stage": cast.brand.approval_stages[-1],
        "market_stage": Stage.MARKET,
        "first": span.first,
        "end": span.end,
        "count": span.count,
        "odd": span.odd,
        "past": span.past,
        "together": TOGETHER,
        "text": TEXT,
        "content": _content(cast, picture),
        "asset": picture.pk,
        "alt": picture.alt,
    }


def _content(cast: Cast, picture: Asset) -> str:
    """A content as JSON; the database sets in each row what differs."""
    medium = Attachment(asset=picture, alt=picture.alt).medium()
    blank = Content(None, 0, cast.brand.pk, 0, "", None, "", "", 0, "", language="en")
    return sql.json(replace(blank, media=(medium,)).to_json())


def _picture(cast: Cast) -> Asset:
    """The one picture that all of them show."""
    known = Asset.objects.filter(brand=cast.brand, name="backlog.png").first()
    if known:
        return known
    output = BytesIO()
    Image.new("RGB", (1200, 900), (40, 60, 90)).save(output, "PNG")
    upload = SimpleUploadedFile("backlog.png", output.getvalue())
    return Asset.upload(cast.author, cast.brand, upload, alt="A car on a road along the coast, seen from above")


def settle_down() -> None:
    """Do now what the database would do by itself in the hours after: clean, count, and write out what it holds."""
    with connection.cursor() as cursor:
        for table in sql.TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.execute("CHECKPOINT")
