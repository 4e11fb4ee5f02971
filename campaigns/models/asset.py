"""A picture with its alt text, re-encoded by us so that nothing hides in it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from accounts import access
from accounts.models import Brand, Event
from campaigns import pictures
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
    """`checksum` is SHA-256 over the stored bytes; `size` is in bytes."""

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
        """Check, clean and keep an uploaded picture. Raises `pictures.BadPicture` with a sentence for the uploader."""
        picture = pictures.clean(upload)
        asset = cls(
            brand=brand,
            campaign=campaign,
            name=(upload.name or "picture")[:255],
            alt=alt,
            uploaded_by=by,
            checksum=picture.checksum,
            mime=picture.mime,
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
        )
        asset.file.save(f"{picture.checksum[:20]}.{picture.extension}", ContentFile(picture.data), save=False)
        asset.save()
        Event.objects.note("asset.uploaded", asset, by, name=asset.name, checksum=asset.checksum)
        return asset
