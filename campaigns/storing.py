"""What holds of stored files wherever they are kept: they may be out of reach for a while, and a bucket can hand them
to browsers itself."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.files.storage import default_storage

if TYPE_CHECKING:
    from campaigns.bucket import Bucket
    from campaigns.folder import Folder

LENT = timedelta(hours=1)
"""How long a link into the bucket is good: long enough to look at a film, and soon dead where it was passed on."""


class Away(OSError):
    """The storage did not answer, or not as it should; the file itself may be well. The cause says more."""

    def __init__(self) -> None:
        super().__init__("The storage for pictures and films does not answer.")


def lent(file: str, mime: str) -> str:
    """Where whoever has this address gets the file for `LENT`; "" where Marquee hands it out itself."""
    return cast("Bucket", default_storage).lent(file, mime, LENT) if settings.BUCKET_LINKS else ""


def forget_halves(before: datetime) -> None:
    """Remove what was half written when its process was killed, and is no file yet. Raises `Away`."""
    cast("Bucket | Folder", default_storage).forget_halves(before)
