"""Lists as CSV files (RFC 4180) that spreadsheets open as they are, and in which nothing is a formula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, and runs."""
BYTE_ORDER = "\ufeff"
"""By which Excel knows UTF-8."""


class _Line:
    """Hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def as_csv(name: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A file of that name with a line for each row, sent as it is read."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BYTE_ORDER + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: Any) -> Any:
    """As it stands in a file: a text that would be run gets an apostrophe, which spreadsheets do not show."""
    if isinstance(cell, datetime):
        return (cell.astimezone(UTC) if cell.tzinfo else cell).isoformat(" ", "minutes").removesuffix("+00:00")
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
