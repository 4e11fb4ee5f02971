"""A picture, re-encoded by us so that nothing hides in it, or a film as it came; with its alt text."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from accounts import access
from accounts.models import Brand, Event
from campaigns import films, pictures
from campaigns.models.campaign import Campaign

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, person: "Person") -> "AssetQuerySet":
        """Assets are a brand's: whoever works for the brand in any market may use them."""
        brands = [membership.brand_id for membership in access.granting(person, access.Action.VIEW)]
        return self if None in brands else self.filter(brand__in=brands)


class Asset(models.Model):
    """`checksum` is SHA-256 over the stored bytes; `size` is in bytes.

    Films also have `seconds`, `rate`, FFmpeg's names of their codecs, and a `poster`, a picture of how they look.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="assets")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="assets")
    file = models.FileField(upload_to="assets/%Y/%m/", max_length=255)
    name = models.CharField(max_length=255)
    alt = models.CharField("alt text", max_length=1500, blank=True)
    checksum = models.CharField(max_length=64, db_index=True)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    seconds = models.FloatField(default=0)
    rate = models.FloatField(default=0, help_text="Pictures a second.")
    codec = models.CharField(max_length=30, blank=True)
    sound = models.CharField(max_length=30, blank=True)
    poster = models.FileField(upload_to="posters/%Y/%m/", max_length=255, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def scope(self) -> tuple[int, None]:
        return self.brand_id, None

    @classmethod
    @transaction.atomic
    def upload(
        cls, by: "User", brand: Brand, upload: "UploadedFile[bytes]", alt: str = "", campaign: Campaign | None = None
    ) -> Self:
        """Check, clean and keep an uploaded picture or film. Raises `BadUpload` with a sentence for the uploader."""
        asset = cls(brand=brand, campaign=campaign, name=(upload.name or "file")[:255], alt=alt, uploaded_by=by)
        if films.is_film(upload):
            asset._keep_film(upload)
        else:
            asset._keep_picture(upload)
        asset.save()
        Event.objects.note("asset.uploaded", asset, by, name=asset.name, checksum=asset.checksum)
        return asset

    @property
    def is_film(self) -> bool:
        return self.mime.startswith("video/")

    def _keep_picture(self, upload: "UploadedFile[bytes]") -> None:
        picture = pictures.clean(upload)
        self._describe(
            checksum=picture.checksum,
            mime=picture.mime,
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
        )
        self.file.save(f"{picture.checksum[:20]}.{picture.extension}", ContentFile(picture.data), save=False)

    def _keep_film(self, upload: "UploadedFile[bytes]") -> None:
        with films.clean(upload) as film:
            names = ("checksum", "mime", "width", "height", "size", "seconds", "rate", "codec", "sound")
            self._describe(**{name: getattr(film, name) for name in names})
            name = film.checksum[:20]
            with film.path.open("rb") as file:
                self.file.save(f"{name}.{film.extension}", File(file), save=False)
            self.poster.save(f"{name}.jpg", ContentFile(film.poster), save=False)

    def _describe(self, **facts: object) -> None:
        for name, value in facts.items():
            setattr(self, name, value)
