"""Files in a bucket of any S3, by django-storages: written in parts and read by ranges, so that a film of 4 GB is never
held in memory, nor fetched whole for a part of it. They are private; a signed link opens one for a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BufferedReader, RawIOBase
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from campaigns.storing import Away

AHEAD = 1024 * 1024
"""So many bytes at least are asked for at once."""
CONNECT, READ = 5, 20
"""Seconds without an answer after which a request is tried again, or given up."""
KEPT = "private, max-age=31536000, immutable"
"""What a browser may do with a file, whose bytes never change."""


@contextmanager
def _told() -> Iterator[None]:
    """Whatever keeps the bucket from answering is `Away`."""
    try:
        yield
    except (BotoCoreError, ClientError) as fault:
        raise Away from fault


class Bucket(S3Storage):  # type: ignore[misc]
    """Raises `Away`, and `FileNotFoundError` for what is not there."""

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        config = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"mode": "standard", "total_max_attempts": 3},
            # The checksums that boto3 adds since 1.36 are refused by many an S3 that is not Amazon's.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, default_acl=None, file_overwrite=False, **options)

    _save = _told()(S3Storage._save)
    delete = _told()(S3Storage.delete)
    exists = _told()(S3Storage.exists)
    get_modified_time = _told()(S3Storage.get_modified_time)
    listdir = _told()(S3Storage.listdir)
    size = _told()(S3Storage.size)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode != "rb":
            raise ValueError("Files in a bucket are saved whole and then only read.")
        return File(BufferedReader(_Object(self.part_of(name), self.size(name)), AHEAD), name)

    def part_of(self, name: str) -> Callable[[int, int], bytes]:
        """What reads so many of that file's bytes, from so far on."""
        where = {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}

        @_told()
        def read(start: int, length: int) -> bytes:
            asked = {**where, "Range": f"bytes={start}-{start + length - 1}"}
            data: bytes = self.connection.meta.client.get_object(**asked)["Body"].read()
            return data

        return read

    def lent(self, name: str, mime: str, life: timedelta) -> str:
        """Where anybody gets this file until then."""
        shown = {"ResponseContentType": mime, "ResponseCacheControl": KEPT}
        return str(self.url(name, shown, expire=int(life.total_seconds())))

    @_told()
    def forget_halves(self, before: datetime) -> None:
        """Give up what killed processes began to write in parts before then: nobody sees it, but it is paid for."""
        for begun in self.bucket.multipart_uploads.all():
            if begun.initiated < before:
                begun.abort()

    def opens_to_anybody(self, name: str) -> bool:
        """Whether that file can be read without a signature."""
        where = {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}
        try:
            self.unsigned_connection.meta.client.get_object(**where)
        except ClientError:
            return False
        return True


class _Object(RawIOBase):
    """A stored file, read where it is looked at."""

    def __init__(self, part: Callable[[int, int], bytes], size: int) -> None:
        self._part, self._size, self._at = part, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, room: Any) -> int:
        data = self._next(len(room))
        room[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        return self._next(self._size)

    def _next(self, most: int) -> bytes:
        length = min(most, self._size - self._at)
        data = self._part(self._at, length) if length > 0 else b""
        self._at += len(data)
        return data
