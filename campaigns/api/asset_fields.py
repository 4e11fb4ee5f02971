"""The fields of assets: as they are shown, as machines send them, and by what lists are narrowed."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.reading import BrandSerializer
from accounts.models import Network
from accounts.rest.filters import Filters, YesNo
from accounts.rest.resource import Asked
from accounts.rest.shown import Expansion, Shown, brand_by_slug, market_by_code
from campaigns.api.drafts import Wall
from campaigns.api.reading import CampaignSerializer
from campaigns.api.sources import SOURCES
from campaigns.models import Asset, Publication, Rights
from campaigns.models.asset import AssetQuerySet
from campaigns.models.rights import TERMS

ALT = 1500


class RightsSerializer(Shown):
    class Meta:
        model = Rights
        fields = list(TERMS)


class AssetSerializer(Shown):
    brand = brand_by_slug()
    market = market_by_code()
    rights = serializers.SerializerMethodField()
    replaced_by = serializers.SerializerMethodField()

    expands = {
        "brand": Expansion(BrandSerializer, ("brand",)),
        "campaign": Expansion(CampaignSerializer, ("campaign__brand",)),
    }

    class Meta:
        model = Asset
        fields = [
            "id", "brand", "market", "campaign", "name", "language", "alt", "alts", "tags", "focal_x", "focal_y",
            "version", "replaces", "replaced_by", "rights", "checksum", "mime", "width", "height", "size", "seconds",
            "rate", "codec", "sound", "uploaded_at", "retired_at",
        ]  # fmt: skip

    @extend_schema_field(RightsSerializer(allow_null=True))
    def get_rights(self, asset: Asset) -> dict[str, Any] | None:
        """Null while nobody wrote any down."""
        rights = getattr(asset, "rights", None)
        return RightsSerializer.show(rights) if rights else None

    def get_replaced_by(self, asset: Asset) -> int | None:
        """The id of the next version."""
        newer = getattr(asset, "successor", None)
        return newer.pk if newer else None


class RightsAsked(Asked):
    owner = serializers.CharField(max_length=200, allow_blank=True, required=False)
    licence = serializers.CharField(max_length=300, allow_blank=True, required=False)
    territories = serializers.ListField(
        child=serializers.RegexField("^[A-Z]{2}$"), required=False, help_text="ISO 3166-1 codes; empty: everywhere."
    )
    networks = serializers.ListField(
        child=serializers.ChoiceField(Network.choices), required=False, help_text="Empty: all of them."
    )
    valid_from = serializers.DateField(allow_null=True, required=False)
    valid_until = serializers.DateField(allow_null=True, required=False, help_text="The last day, included.")
    talent = serializers.CharField(allow_blank=True, required=False)
    music = serializers.CharField(allow_blank=True, required=False)


class SaidAsked(Asked):
    """What describes an asset; each part may be left out."""

    name = serializers.CharField(max_length=255, required=False)
    language = serializers.CharField(max_length=10, allow_blank=True, required=False, help_text="BCP 47.")
    alt = serializers.CharField(max_length=ALT, allow_blank=True, required=False, help_text="In the asset's language.")
    tags = serializers.ListField(child=serializers.CharField(max_length=50), required=False)
    campaign = serializers.IntegerField(allow_null=True, required=False)


class ChangedAsset(SaidAsked):
    alts = serializers.DictField(
        child=serializers.CharField(max_length=ALT), required=False, help_text="Alt texts by language."
    )
    focal_x = serializers.FloatField(min_value=0, max_value=1, required=False, help_text="From the left.")
    focal_y = serializers.FloatField(min_value=0, max_value=1, required=False, help_text="From above.")
    rights = RightsAsked(required=False)


class SourceAsked(Asked):
    """Where the bytes come from: one of these."""

    file = serializers.FileField(required=False)
    url = serializers.URLField(max_length=2000, required=False, help_text="Fetched once, from the public internet.")

    upload = serializers.CharField(max_length=40, required=False, help_text="The last part of an upload's Location.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(bool(attrs.get(name)) for name in SOURCES) != 1:
            raise serializers.ValidationError({"file": [f"Give exactly one of {', '.join(SOURCES)}."]})
        return attrs


class NewVersion(SourceAsked):
    pass


class NewAsset(SourceAsked, SaidAsked):
    brand = serializers.SlugField(help_text="Slug of the brand.")
    market = serializers.CharField(
        max_length=2, allow_null=True, default=None, help_text="ISO code; null: for all markets of the brand."
    )


class UseSerializer(Shown):
    wall = Wall()
    status = serializers.CharField(help_text="The delivery's state once there is one, the publication's before.")
    permalink = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields = ["id", "post", "page", "wall", "zone", "at", "status", "permalink"]

    def get_permalink(self, publication: Publication) -> str:
        delivery = getattr(publication, "delivery", None)
        return delivery.permalink if delivery else ""


class UsageSerializer(serializers.Serializer[Any]):
    planned = UseSerializer(many=True)
    released = UseSerializer(many=True)


class LikeSerializer(Shown):
    apart = serializers.IntegerField(help_text="0: the same bytes. Else they look the same, the less the liker.")

    class Meta:
        model = Asset
        fields = ["id", "name", "market", "version", "checksum", "apart"]


class AssetFilter(Filters):
    brand = django_filters.CharFilter("brand__slug")
    market = django_filters.CharFilter("market__code")
    tag = django_filters.CharFilter(method="tagged")
    q = django_filters.CharFilter(method="saying", label="Words of its name, tags or alt texts, in their language.")
    current = YesNo("successor", "isnull", label="Only (not) the newest versions.")
    offered = YesNo("retired_at", "isnull", label="Only those (not) in use.")
    rights_until = django_filters.DateFilter(
        "rights__valid_until", "lte", label="Those whose rights end on that day or before."
    )

    class Meta:
        model = Asset
        fields = ["campaign", "checksum", "mime", "replaces"]

    def tagged(self, rows: QuerySet[Asset], name: str, value: str) -> QuerySet[Asset]:
        return rows.filter(tags__contains=[value])

    def saying(self, rows: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        return rows.saying(value)
