"""A file on its way here in parts: it survives a lost connection and a killed process, and ends when nobody goes on."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from shutil import copyfileobj
from typing import TYPE_CHECKING, Protocol, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

from campaigns.uploads import BadUpload, be_patient, named

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

LIFE = timedelta(hours=24)
"""So long an upload waits for its next part, and when it is whole, to be used."""
PART = 4 * 1024 * 1024
"""So many bytes are held in memory at once, and lost at most when a process is killed."""
MOUTHFUL = 64 * 1024
FOLDER = "uploads"
"""Of the storage, with a folder for each."""


class Elsewhere(Exception):
    """The upload is not where the sender thinks it is."""


class Damaged(Exception):
    """What came does not have the checksum that was announced; nothing of it was kept."""


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass
class Checksum:
    """The name of an algorithm, and the digest that what comes has to have."""

    algorithm: str
    digest: bytes
    found: "hashlib._Hash" = field(init=False)

    def __post_init__(self) -> None:
        self.found = hashlib.new(self.algorithm, usedforsecurity=False)

    @property
    def holds(self) -> bool:
        return self.found.digest() == self.digest


def new_token() -> str:
    return secrets.token_urlsafe(24)


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, person: "Person") -> "UploadQuerySet":
        """What one person began is nobody else's."""
        return self.filter(by=person.pk, expires_at__gt=Now())

    def forget_expired(self) -> int:
        """Remove those with which nobody goes on, and their parts. Returns how many."""
        expired = list(self.filter(expires_at__lte=Now()))
        for upload in expired:
            upload.drop()
        return len(expired)


class Upload(models.Model):
    """`length` and `offset` are in bytes; `offset` have arrived and are kept. `fence` grows with every sender: whoever
    comes later takes over, and an earlier one that wakes up again writes nothing more."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(offset__lte=F("length")), name="upload_within_its_length")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.token}"

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length

    @classmethod
    def begin(cls, by: "User", name: str, length: int) -> Self:
        upload = cls(by=by, name=named(name), length=length, expires_at=Now() + LIFE)
        upload.save()
        upload.refresh_from_db()
        return upload

    # --- receiving

    def receive(self, stream: Stream, offset: int, checksum: Checksum | None = None) -> None:
        """Keep what comes, part by part; what came before the stream broke is kept, too. With a checksum all or nothing
        is kept.

        Raises `Elsewhere` when the upload is not at `offset`, or when a later sender took over, `Damaged`, and
        `DoesNotExist` when it was given up meanwhile.
        """
        fence = self._take_over(offset)
        held: list[Part] = []
        for chunk in _chunks(stream, self.length - offset):
            held.append(self._stored(offset, chunk))
            offset += len(chunk)
            if checksum:
                checksum.found.update(chunk)
            else:
                self._keep(fence, held)
                held = []
        if checksum and not checksum.holds:
            _remove(held)
            raise Damaged("What came does not have the checksum you gave. Send it again.")
        self._keep(fence, held)
        self.refresh_from_db()

    @transaction.atomic
    def _take_over(self, offset: int) -> int:
        row = type(self).objects.select_for_update().get(pk=self.pk)
        if row.offset != offset:
            raise Elsewhere(f"{row.offset} bytes are here, not {offset}. Ask where to go on.")
        row.fence += 1
        row.save(update_fields=["fence"])
        return row.fence

    def _stored(self, start: int, chunk: bytes) -> "Part":
        name = default_storage.save(f"{self.folder}/{start:013}", ContentFile(chunk))
        return Part(upload=self, start=start, size=len(chunk), file=name)

    def _keep(self, fence: int, parts: "list[Part]") -> None:
        """Only what is written down here has arrived."""
        with transaction.atomic():
            row = type(self).objects.select_for_update().filter(pk=self.pk).first()
            if row and row.fence == fence:
                Part.objects.bulk_create(parts)
                size = sum(part.size for part in parts)
                type(self).objects.filter(pk=self.pk).update(offset=F("offset") + size, expires_at=Now() + LIFE)
                return
        if row is None:
            sweep(self.folder)  # once more: these parts came after its end
            raise self.DoesNotExist
        _remove(parts)
        raise Elsewhere("Another connection goes on with this upload. Ask where to go on.")

    # --- what becomes of it

    @contextmanager
    def opened(self) -> Iterator[TemporaryUploadedFile]:
        """The whole file, on disk while the context lasts. Raises `BadUpload` while parts are missing."""
        if not self.is_whole:
            raise BadUpload(
                f"{self.name} is not here whole: {self.offset} of {self.length} bytes. Send the rest first."
            )
        with TemporaryUploadedFile(self.name, "", self.length, None) as whole:
            for part in self.parts.order_by("start"):
                with default_storage.open(part.file, "rb") as file:
                    copyfileobj(file, whole, MOUTHFUL)
            whole.seek(0)
            yield whole

    def drop(self) -> None:
        """Forget it. Its parts go when that is certain, also those that were stored and never written down."""
        folder = self.folder
        self.delete()
        transaction.on_commit(lambda: sweep(folder))


@contextmanager
def uploaded(by: "User", token: str) -> Iterator[TemporaryUploadedFile]:
    """The file of that finished upload; who used it well has used it up. Raises `BadUpload`."""
    with transaction.atomic():
        be_patient()
        upload = Upload.objects.visible_to(by).select_for_update().filter(token=token).first()
        if upload is None:
            raise BadUpload("There is no such upload of yours; it was used, or it has ended. Upload the file again.")
        with upload.opened() as file:
            yield file
        upload.drop()


class Part(models.Model):
    """`size` bytes from `start` on, in `file` of the storage."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    start = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    file = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="part_once")]

    def __str__(self) -> str:
        return f"{self.upload} from {self.start}"


def _chunks(stream: Stream, most: int) -> Iterator[bytes]:
    held = bytearray()
    while most:
        try:
            mouthful = stream.read(min(MOUTHFUL, most))
        except OSError:  # the connection broke
            break
        if not mouthful:
            break
        held += mouthful
        most -= len(mouthful)
        if len(held) >= PART:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _remove(parts: list[Part]) -> None:
    for part in parts:
        default_storage.delete(part.file)


def sweep(folder: str) -> None:
    """Remove the folder of an upload that is gone, with all that is in it."""
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
