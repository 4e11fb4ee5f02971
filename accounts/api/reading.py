"""Brands, markets, pages and events, all to be read; and the key that is asking."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts import access
from accounts.models import ApiKey, Brand, Event, Market, Network, Page
from accounts.models.event import EventQuerySet
from accounts.models.key import reached
from accounts.rest.bring import bring
from accounts.rest.filters import Filters, WholeNumber
from accounts.rest.request import Request
from accounts.rest.resource import Limited, Reads
from accounts.rest.shown import Expansion, Shown, brand_by_slug, market_by_code


class BrandSerializer(Shown):
    class Meta:
        model = Brand
        fields = ["id", "slug", "name", "approval_stages"]


class MarketSerializer(Shown):
    class Meta:
        model = Market
        fields = ["id", "code", "name", "time_zone", "languages"]


class PageSerializer(Shown):
    brand = brand_by_slug()
    market = market_by_code()

    expands = {"brand": Expansion(BrandSerializer, ("brand",)), "market": Expansion(MarketSerializer, ("market",))}

    class Meta:
        model = Page
        fields = ["id", "brand", "market", "network", "name", "handle", "address", "health", "is_active"]


class EventSerializer(Shown):
    brand = brand_by_slug(allow_null=True)
    market = market_by_code()

    expands = {"brand": Expansion(BrandSerializer, ("brand",)), "market": Expansion(MarketSerializer, ("market",))}

    class Meta:
        model = Event
        fields = ["id", "at", "what", "noun", "noun_id", "brand", "market", "facts"]


class KeySerializer(Shown):
    brands = serializers.SerializerMethodField()
    markets = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields = ["name", "scopes", "a_minute", "expires_at", "brands", "markets"]

    def get_brands(self, key: ApiKey) -> list[str]:
        """Slugs; empty: all."""
        return reached(access.memberships(key.user))[0]

    def get_markets(self, key: ApiKey) -> list[str]:
        """ISO codes; empty: all."""
        return reached(access.memberships(key.user))[1]


class PageFilter(Filters):
    brand = django_filters.CharFilter("brand__slug")
    market = django_filters.CharFilter("market__code")
    network = django_filters.ChoiceFilter(choices=Network.choices)

    class Meta:
        model = Page
        fields = ["brand", "market", "network", "health", "is_active"]


class EventFilter(Filters):
    since = WholeNumber(method="after", label="Only events that came to light after that of this id; 0: all.")

    class Meta:
        model = Event
        fields = ["what", "noun", "noun_id"]

    def after(self, rows: EventQuerySet, name: str, value: int) -> EventQuerySet:
        return rows.after(value)


class BrandViewSet(Reads):
    """The brands of the house that this key reaches."""

    queryset = Brand.objects.all()
    serializer_class = BrandSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def visible(self) -> QuerySet[Any]:
        brands = [one.brand_id for one in access.memberships(self.request.user)]
        return Brand.objects.all() if None in brands else Brand.objects.filter(pk__in=[key for key in brands if key])


class MarketViewSet(Reads):
    """The countries that this key reaches, with their time zones and languages."""

    queryset = Market.objects.all()
    serializer_class = MarketSerializer
    lookup_field = "code"
    lookup_value_converter = "slug"

    def visible(self) -> QuerySet[Any]:
        markets = [one.market_id for one in access.memberships(self.request.user)]
        rows = Market.objects.all()
        return rows if None in markets else rows.filter(pk__in=[key for key in markets if key])


class PageViewSet(Reads):
    """One brand's presence on one network in one market."""

    queryset = Page.objects.select_related("brand", "market")
    serializer_class = PageSerializer
    filterset_class = PageFilter


class EventViewSet(Reads):
    """What happened, newest first. Follow it from `?since=0` on with the largest id you have. One that comes to light
    late has a smaller one, so that you may get one twice, and none too few."""

    queryset = Event.objects.select_related("brand", "market")
    serializer_class = EventSerializer
    filterset_class = EventFilter


class KeyView(Limited):
    """The key that is asking: its scopes and its reach."""

    @extend_schema(responses=KeySerializer)
    def get(self, request: Request) -> Response:
        bring(access.memberships(request.user), ["brand", "market"])
        return Response(KeySerializer.shown([request.auth], request)[0])
