"""Campaigns and guidelines: what machines read before they write."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts import access
from accounts.api.reading import BrandSerializer, MarketSerializer
from accounts.models import Brand
from accounts.rest.filters import Filters
from accounts.rest.request import Request
from accounts.rest.resource import Asked, Reads
from accounts.rest.shown import Expansion, Shown, brand_by_slug, market_by_code
from accounts.zones import validate_zone
from campaigns import walltime
from campaigns.api.drafts import Wall
from campaigns.embargo import Embargo
from campaigns.models import Campaign, Guideline


def known_zone(name: str) -> None:
    try:
        validate_zone(name)
    except ValidationError as fault:
        raise serializers.ValidationError(fault.messages) from fault


class EmbargoSerializer(serializers.Serializer[Embargo]):
    """Nothing of the campaign is public before the clock of `zone` shows `wall`, which is the instant `at`."""

    wall = Wall()
    zone = serializers.CharField(help_text="An IANA time zone.")
    at = serializers.DateTimeField()


class CampaignSerializer(Shown):
    brand = brand_by_slug()
    embargo = EmbargoSerializer(allow_null=True, read_only=True)

    expands = {"brand": Expansion(BrandSerializer, ("brand",))}

    class Meta:
        model = Campaign
        fields = ["id", "brand", "name", "starts_on", "ends_on", "embargo"]


class EmbargoAsked(Asked):
    wall = Wall(help_text="Local time on the clock of `zone`, to the minute; of two equal ones the later.")
    zone = serializers.CharField(max_length=64, validators=[known_zone], help_text="An IANA time zone.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            _ = as_embargo(attrs).at
        except walltime.WrongTime as fault:
            raise serializers.ValidationError({"wall": str(fault)}) from fault
        return attrs


class NewCampaign(Asked):
    brand = serializers.SlugField(help_text="Slug of the brand.")
    name = serializers.CharField(max_length=150)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    embargo = EmbargoAsked(
        required=False, allow_null=True, help_text="Until when nothing of it may be public. Only people lift it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["ends_on"] < attrs["starts_on"]:
            raise serializers.ValidationError({"ends_on": "A campaign ends on its first day or later."})
        return attrs


def as_embargo(given: Mapping[str, Any]) -> Embargo:
    return Embargo(given["wall"].replace(tzinfo=None), given["zone"])


class GuidelineSerializer(Shown):
    brand = brand_by_slug()
    market = market_by_code()

    expands = {
        "brand": Expansion(BrandSerializer, ("brand",)),
        "market": Expansion(MarketSerializer, ("market",)),
        "campaign": Expansion(CampaignSerializer, ("campaign__brand",)),
    }

    class Meta:
        model = Guideline
        fields = ["id", "kind", "words", "sentence", "blocks", "brand", "market", "network", "campaign"]


class CampaignFilter(Filters):
    brand = django_filters.CharFilter("brand__slug")

    class Meta:
        model = Campaign
        fields = ["brand"]


class CampaignViewSet(Reads):
    """A purpose with dates, of one brand."""

    queryset = Campaign.objects.select_related("brand")
    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter

    @extend_schema(request=NewCampaign, responses={201: CampaignSerializer})
    def create(self, request: Request) -> Response:
        asked = NewCampaign(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        brand = Brand.objects.filter(slug=given.pop("brand")).first()
        if brand is None or not access.may_for_brand(request.user, access.Action.DRAFT, brand.pk):
            raise serializers.ValidationError({"brand": "There is no such brand, or this key does not reach it."})
        if Campaign.objects.filter(brand=brand, name=given["name"]).exists():
            raise serializers.ValidationError({"name": "This brand has a campaign of that name."})
        asked_embargo = given.pop("embargo", None)
        embargo = as_embargo(asked_embargo) if asked_embargo else None
        campaign = Campaign.make(request.user, brand, **given, embargo=embargo)
        return self.shown(campaign, 201)


class GuidelineViewSet(Reads):
    """The rules that hold where this key works, each with the sentence an author is told."""

    queryset = Guideline.objects.filter(is_active=True).select_related("brand", "market")
    serializer_class = GuidelineSerializer
