"""What people upload: how its name is kept, and what is wrong with it."""

from mimetypes import MimeTypes

from django.db import connection

LONGEST_NAME = 255
_KNOWN = MimeTypes()
"""Those that Python knows, whatever this machine's files say."""


class BadUpload(ValueError):
    """The file cannot be used; the message is a sentence for whoever chose it."""


def named(raw: str | None) -> str:
    """A file's name as it is kept and shown: no path, no sign that cannot be printed, never empty.

    What could not be read as UTF-8 comes as U+FFFD and is left out.
    """
    last = (raw or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable() and sign != "\ufffd")
    return " ".join(shown.split())[-LONGEST_NAME:] or "file"


def mime_by_name(name: str) -> str:
    """What its extension says; "" when it says nothing that is known."""
    return _KNOWN.guess_type(name, strict=False)[0] or ""


def be_patient() -> None:
    """Let this transaction live while a large file is fetched and read: longer than others may wait for its rows, but
    nobody waits for those."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '15min'")
