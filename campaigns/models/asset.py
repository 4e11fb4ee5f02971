"""A picture, re-encoded by us so that nothing hides in it, or a film as it came; with all that is said of it."""

from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts import access
from accounts.access import Action
from accounts.models import Brand, Event, Market
from campaigns import films, fingerprint, pictures, search
from campaigns.content import CENTRE
from campaigns.models.campaign import Campaign
from campaigns.models.post import Post
from campaigns.models.publication import Publication
from campaigns.moves import WrongState
from campaigns.storing import Away
from campaigns.uploads import BadUpload, named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.access import Person
    from accounts.models import User

DESCRIPTION = ("name", "alt", "alts", "language", "tags", "campaign", "focal_x", "focal_y")
"""What may be changed about an asset; its bytes never are."""


def not_showable(asset: object, brand: Brand) -> str:
    return f"{asset} is not an asset of {brand}, or is out of use."


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, person: "Person") -> "AssetQuerySet":
        """Those of the person's brands and markets, and those that a brand has for all its markets."""
        return self.filter(access.concerns(person))

    def shown_to(self, person: "Person") -> "AssetQuerySet":
        """Also those of other markets in posts that the person may read."""
        there = Post.objects.visible_to(person).filter(attachments__asset=OuterRef("pk"))
        return self.filter(access.concerns(person) | Exists(there))

    def current(self) -> "AssetQuerySet":
        """Without versions that a newer one has replaced."""
        return self.filter(successor=None)

    def showable(self, brand: int, shown: "Iterable[int] | models.QuerySet[Any]" = ()) -> "AssetQuerySet":
        """What a post of the brand may show: what is in use, and what it has `shown` before (ids)."""
        return self.filter(Q(retired_at=None) | Q(pk__in=shown), brand=brand)

    def offered(self) -> "AssetQuerySet":
        """What posts are to choose from: the newest versions of what is in use."""
        return self.current().filter(retired_at=None)

    def saying(self, text: str) -> "AssetQuerySet":
        """Those whose name, tags or descriptions say these words."""
        return self.filter(search.matching(text)) if text.strip() else self

    def versions_of(self, asset: "Asset") -> "AssetQuerySet":
        """The asset and all that it replaced or was replaced by, the newest first."""
        first = asset.origin_id or asset.pk
        return self.filter(Q(pk=first) | Q(origin=first)).order_by("-version")

    def ending(self, by: date) -> "AssetQuerySet":
        """Those whose rights end on that day or ended before."""
        return self.filter(rights__valid_until__lte=by)

    def in_use(self) -> "AssetQuerySet":
        """Those that a post ahead shows, or one that is live."""
        ahead = Publication.objects.open().filter(post__attachments__asset=OuterRef("pk"))
        live = Publication.objects.filter(delivery__state="published", delivery__revision__assets=OuterRef("pk"))
        return self.filter(Exists(ahead) | Exists(live))

    def like(self, asset: "Asset") -> "AssetQuerySet":
        """The brand's other assets with the same bytes, or that look the same, the likest first.

        Adds `apart`: 0 for the same bytes, else one more than in how many bits the fingerprints differ.
        """
        others = self.filter(brand=asset.brand_id).exclude(pk=asset.pk)
        same = Q(checksum=asset.checksum)
        if asset.fingerprint is None:
            return others.filter(same).annotate(apart=models.Value(0)).order_by("-pk")
        differing = fingerprint.Apart("fingerprint", models.Value(asset.fingerprint))
        apart = models.Case(models.When(same, then=0), default=differing + 1, output_field=models.IntegerField())
        return others.annotate(apart=apart).filter(apart__lte=fingerprint.ALIKE + 1).order_by("apart", "-pk")


class Asset(models.Model):
    """`checksum` is SHA-256 over the stored bytes; `size` is in bytes. Without a market it is for all of the brand's.

    `alt` is in the asset's `language`, `alts` has those in others by their BCP 47 code. `focal_x` and `focal_y` (0 to
    1, from the left and from above) are the point that stays in sight where a network wants another shape.
    Films also have `seconds`, `rate`, FFmpeg's names of their codecs, and a `poster`, a picture of how they look.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="assets")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="assets")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="assets")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor")
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", help_text="Version 1.")
    version = models.PositiveIntegerField(default=1)
    file = models.FileField(upload_to="assets/%Y/%m/", max_length=255)
    name = models.CharField(max_length=255)
    language = models.CharField(max_length=10, blank=True)
    alt = models.CharField("alt text", max_length=1500, blank=True)
    alts = models.JSONField("alt texts in other languages", default=dict, blank=True)
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    focal_x = models.FloatField(default=CENTRE[0])
    focal_y = models.FloatField(default=CENTRE[1])
    checksum = models.CharField(max_length=64, db_index=True)
    fingerprint = models.BigIntegerField(null=True, blank=True, editable=False)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    seconds = models.FloatField(default=0)
    rate = models.FloatField(default=0, help_text="Pictures a second.")
    codec = models.CharField(max_length=30, blank=True)
    sound = models.CharField(max_length=30, blank=True)
    frames = models.PositiveIntegerField(default=0, editable=False)  # of a GIF; 0 where nobody has counted them
    poster = models.FileField(upload_to="posters/%Y/%m/", max_length=255, blank=True)
    words = SearchVectorField(null=True, editable=False, help_text="Kept by a trigger.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since then it is offered to no post.")

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)), name="asset_focus_is_within"
            )
        ]
        indexes = [GinIndex(fields=["words"], name="asset_words"), GinIndex(fields=["tags"], name="asset_tags")]

    def __str__(self) -> str:
        return self.name

    def scope(self) -> tuple[int, int | None]:
        return self.brand_id, self.market_id

    @property
    def is_film(self) -> bool:
        return self.mime.startswith("video/")

    @property
    def takes_overlay(self) -> bool:
        """What moves takes none: each of its pictures would be made anew. GIFs that stand still are PNGs here."""
        return not self.is_film and self.mime != "image/gif"

    @property
    def focus(self) -> tuple[float, float]:
        return self.focal_x, self.focal_y

    def described(self, language: str) -> str:
        """The alt text for readers of that language; "" where there is none."""
        if language == self.language:
            return self.alt
        texts = {self.language: self.alt, **self.alts}
        return texts.get(language) or texts.get(language.partition("-")[0]) or ("" if self.language else self.alt)

    def may_change(self, person: "Person") -> bool:
        """Whoever drafts for all that it is for, and whoever brought it and still works for the brand."""
        mine = self.uploaded_by_id == person.pk
        works = any(one.brand_id in (None, self.brand_id) for one in access.granting(person, Action.DRAFT))
        return access.may(person, Action.DRAFT, *self.scope()) or (mine and works)

    def require_change(self, person: "Person") -> None:
        """Raises `PermissionDenied`."""
        if not self.may_change(person):
            raise PermissionDenied("This belongs to others in your brand. Ask them, or upload your own.")

    # --- writing

    @classmethod
    def upload(
        cls, by: "User", brand: Brand, upload: "UploadedFile[bytes]", alt: str = "", campaign: Campaign | None = None,
        **more: Any,
    ) -> Self:  # fmt: skip
        """Check, clean and keep an uploaded picture or film; `more` are other fields that describe it.

        Raises `BadUpload` with a sentence for the uploader; then nothing is kept.
        """
        parts = {"name": named(upload.name), "alt": alt, "campaign": campaign} | more
        asset = cls(brand=brand, uploaded_by=by, **parts)
        asset.language = asset.language or (asset.market.language if asset.market else "")
        asset._keep(upload)
        return asset

    def replace(self, by: "User", upload: "UploadedFile[bytes]") -> Self:
        """Keep a new version, with all that is said of this one. Posts that have not gone out and show this one need a
        new approval.

        Raises `BadUpload`, `PermissionDenied`, or `WrongState` when there is a newer version already.
        """
        self.require_change(by)
        new = type(self)(
            brand=self.brand,
            market=self.market,
            name=named(upload.name),
            replaces_id=self.pk,
            origin=self.origin or self,
            version=self.version + 1,
            uploaded_by=by,
        )
        try:
            new._keep(upload)
        except IntegrityError as collision:
            raise WrongState(f"There is a newer version of “{self}” already. Replace that one.") from collision
        return new

    @transaction.atomic
    def describe(self, by: "User", **parts: Any) -> None:
        """Change what is said of it. Raises `PermissionDenied`."""
        self.require_change(by)
        fresh = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        changed = [name for name in DESCRIPTION if name in parts and getattr(fresh, name) != parts[name]]
        for name in changed:
            setattr(fresh, name, parts[name])
        if changed:
            fresh.save(update_fields=[*changed])
            Event.objects.note("asset.described", fresh, by, changed=changed)
        self.refresh_from_db()

    def retire(self, by: "User") -> None:
        """Offer it to no post any more; posts that show it keep it. Raises `PermissionDenied`."""
        self._offer(by, Now(), "asset.retired")

    def bring_back(self, by: "User") -> None:
        """Raises `PermissionDenied`."""
        self._offer(by, None, "asset.brought_back")

    @transaction.atomic
    def _offer(self, by: "User", retired_at: Any, what: str) -> None:
        self.require_change(by)
        changing = type(self).objects.filter(pk=self.pk, retired_at__isnull=retired_at is not None)
        if changing.update(retired_at=retired_at):
            Event.objects.note(what, self, by)
        self.refresh_from_db()

    def _keep(self, upload: "UploadedFile[bytes]") -> None:
        """The files first, then the row; what goes wrong on the way takes back all of it."""
        try:
            self._keep_all(upload)
        except Away as fault:
            raise BadUpload(f"{self.name} was not kept. {fault} Try again in a few minutes.") from fault

    def _keep_all(self, upload: "UploadedFile[bytes]") -> None:
        with ExitStack() as undoing:
            undoing.callback(self._discard)
            if films.is_film(upload):
                self._keep_film(upload)
            else:
                self._keep_picture(upload)
            with transaction.atomic():
                self._inherit()
                self.save()
                self._succeed()
                what = "asset.replaced" if self.replaces_id else "asset.uploaded"
                Event.objects.note(what, self, self.uploaded_by, name=self.name, checksum=self.checksum)
            undoing.pop_all()

    def _inherit(self) -> None:
        """What is said of the version before by now: a film is read for a while, and people go on meanwhile."""
        if self.replaces_id:
            before = type(self).objects.select_for_update(no_key=True).get(pk=self.replaces_id)
            self._describe(**{name: getattr(before, name) for name in DESCRIPTION if name != "name"})

    def _succeed(self) -> None:
        """Take over the rights of the version before, and call back the posts that show it."""
        if self.replaces is None:
            return
        if before := getattr(self.replaces, "rights", None):
            type(before).objects.create(asset=self, **before.terms())
        for post in Post.objects.filter(attachments__asset=self.replaces).distinct().order_by("pk"):
            post.outdate(self.uploaded_by, self.name)

    def _discard(self) -> None:
        for file in (self.file, self.poster):
            if file:
                file.delete(save=False)

    def _keep_picture(self, upload: "UploadedFile[bytes]") -> None:
        picture = pictures.clean(upload)
        self._describe(
            checksum=picture.checksum,
            fingerprint=picture.fingerprint,
            mime=picture.mime,
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
            frames=picture.frames,
        )
        self.file.save(f"{picture.checksum[:20]}.{picture.extension}", ContentFile(picture.data), save=False)

    def _keep_film(self, upload: "UploadedFile[bytes]") -> None:
        with films.clean(upload) as film:
            names = ("checksum", "fingerprint", "mime", "width", "height", "size", "seconds", "rate", "codec", "sound")
            self._describe(**{name: getattr(film, name) for name in names})
            name = film.checksum[:20]
            with film.path.open("rb") as file:
                self.file.save(f"{name}.{film.extension}", File(file), save=False)
            self.poster.save(f"{name}.jpg", ContentFile(film.poster), save=False)

    def _describe(self, **facts: object) -> None:
        for name, value in facts.items():
            setattr(self, name, value)
