"""A CSV file that somebody uploads, read into rows of words, whatever program wrote it."""

import csv
from collections.abc import Iterator
from io import StringIO

from campaigns.uploads import BadUpload

BYTES = 2 * 1024 * 1024
ROWS = 500
TOO_LARGE = f"This file is larger than {BYTES // 1024 // 1024} MB. Split it."
SEPARATORS = (",", ";", "\t")
"""Excel writes semicolons where a comma is the decimal sign."""
FORMULA = ("'=", "'+", "'-", "'@")
"""What our own files put an apostrophe before."""

Rows = list[list[str]]


def read(content: bytes) -> Rows:
    """The header and the rows below it, without those that are empty. Raises `BadUpload`."""
    lines = list(StringIO(_decoded(content), newline=""))
    try:
        rows = list(_rows(lines))
    except csv.Error as fault:
        raise BadUpload(f"This file cannot be read as CSV ({fault}). Save it as “CSV UTF-8” and try again.") from None
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise BadUpload("This file has no rows below its header. The first line names the columns.")
    if len(rows) > ROWS + 1:
        raise BadUpload(f"This file has {len(rows) - 1} rows; at most {ROWS} are read at once. Split it.")
    return rows


def _decoded(content: bytes) -> str:
    if len(content) > BYTES:
        raise BadUpload(TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise BadUpload(
            f"Line {line} of this file is not UTF-8. In Excel, save it as “CSV UTF-8 (comma delimited)”."
        ) from None
    if "\0" in text:
        raise BadUpload("This is no CSV file: it holds signs that no text has. Save it as “CSV UTF-8”.")
    return text


def _rows(lines: list[str]) -> Iterator[list[str]]:
    if lines and lines[0].lower().startswith("sep=") and lines[0][4:5] in SEPARATORS:
        separator, lines = lines[0][4], lines[1:]  # as Excel names it in a line of its own
    else:
        separator = max(SEPARATORS, key=lambda one: len(next(csv.reader(lines, delimiter=one), [])))
    for row in csv.reader(lines, delimiter=separator, strict=True):
        yield [_cell(cell) for cell in row]


def _cell(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith(FORMULA) else cell
