"""An Asset in a Post, or in a further part of its thread, with its place there, the alt text it has there and what is
laid over it."""

from django.db import models

from campaigns.content import Medium
from campaigns.laid import Laid
from campaigns.models.asset import Asset
from campaigns.models.overlay import Overlay
from campaigns.models.post import Post


class Attachment(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="attachments")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=1, help_text="Of the thread; the post itself is its first part.")
    alt = models.CharField("alt text", max_length=1500, blank=True)
    overlay = models.ForeignKey(Overlay, models.PROTECT, null=True, blank=True, related_name="attachments")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["post", "position"], name="attachment_position_once")]

    def __str__(self) -> str:
        return f"{self.asset} in {self.post}"

    @property
    def laid(self) -> Laid | None:
        return self.overlay.laid if self.overlay and self.asset.takes_overlay else None

    def medium(self, language: str = "") -> Medium:
        """As readers of that language get it: with the post's own alt text, or the asset's in their language."""
        asset = self.asset
        return Medium(
            asset=asset.pk,
            file=asset.file.name or "",
            checksum=asset.checksum,
            mime=asset.mime,
            width=asset.width,
            height=asset.height,
            size=asset.size,
            alt=self.alt or asset.described(language),
            seconds=asset.seconds,
            rate=asset.rate,
            codec=asset.codec,
            sound=asset.sound,
            focal_x=asset.focal_x,
            focal_y=asset.focal_y,
            overlay=self.laid,
            frames=asset.frames,
        )
