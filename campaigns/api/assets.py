"""Assets: pictures and films pushed by machines, and all that is said of them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts import access
from accounts.models import Brand, Market, User
from accounts.models.key import Scope
from accounts.rest.parsing import Form, Json
from accounts.rest.problems import Conflict
from accounts.rest.request import Request
from accounts.rest.resource import Reads
from accounts.rest.schema import IF_MATCH
from campaigns.api.asset_fields import (
    AssetFilter,
    AssetSerializer,
    ChangedAsset,
    LikeSerializer,
    NewAsset,
    NewVersion,
    UsageSerializer,
)
from campaigns.api.sources import file_of
from campaigns.models import Asset, Campaign, Publication, Rights
from campaigns.models.asset import DESCRIPTION, AssetQuerySet
from campaigns.moves import WrongState

USES = 200
TAKES = {"application/json": NewAsset, "multipart/form-data": NewAsset}
TAKES_VERSION = {"application/json": NewVersion, "multipart/form-data": NewVersion}


class AssetViewSet(Reads):
    """Pictures, re-encoded so that nothing hides in them, and films as they came."""

    scope = Scope.ASSETS
    queryset = Asset.objects.select_related("brand", "market", "rights", "successor")
    serializer_class = AssetSerializer
    filterset_class = AssetFilter
    parser_classes = [Json, Form]

    def mine(self) -> AssetQuerySet:
        return (
            AssetQuerySet(Asset).visible_to(self.request.user).select_related("brand", "market", "rights", "successor")
        )

    @extend_schema(request=TAKES, responses={201: AssetSerializer})
    def create(self, request: Request) -> Response:
        """One of `file`, `url` (fetched from the public internet) or `upload` (finished by tus)."""
        given = _asked(NewAsset, request)
        brand = _brand(request.user, given.pop("brand"))
        more = {"market": _market(request.user, brand, given.pop("market")), **_parts(brand, given)}
        with file_of(request.user, given) as file:
            return self.shown(Asset.upload(request.user, brand, file, **more), 201)

    @extend_schema(request=ChangedAsset, responses=AssetSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is said of it, and its rights; what is not named stays as it is. Needs If-Match."""
        Asset.objects.select_for_update(of=("self",)).get(pk=self.get_object().pk)
        asset = self.get_object()
        self.unchanged(asset)
        given = _asked(ChangedAsset, request)
        terms = given.pop("rights", None)
        asset.describe(request.user, **_parts(asset.brand, given))
        if terms is not None:
            _refuse_backwards(getattr(asset, "rights", None), terms)
            Rights.grant(asset, request.user, **terms)
        return self.shown(self.get_object())

    @extend_schema(request=TAKES_VERSION, responses={201: AssetSerializer})
    @action(detail=True, methods=["post"], url_path="versions", pagination_class=None)
    def versions(self, request: Request, pk: str = "") -> Response:
        """A new version, from a `file`, a `url` or an `upload`. Posts that are not out and show the old one need a new
        approval."""
        asset = self.get_object()
        given = _asked(NewVersion, request)
        try:
            with file_of(request.user, given) as file:
                new = asset.replace(request.user, file)
        except WrongState as fault:
            raise Conflict(str(fault)) from fault
        return self.shown(new, 201)

    @extend_schema(responses=AssetSerializer(many=True), filters=False)
    @versions.mapping.get
    def all_versions(self, request: Request, pk: str = "") -> Response:
        """It and all that it replaced or was replaced by, the newest first."""
        return Response(AssetSerializer.shown(self.mine().versions_of(self.get_object()), request))

    @extend_schema(request=None, responses=AssetSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], pagination_class=None)
    def retirement(self, request: Request, pk: str = "") -> Response:
        """Offer it to no post any more. Posts that show it keep it, and are told."""
        self.as_read().retire(request.user)
        return self.shown(self.get_object())

    @extend_schema(responses={200: AssetSerializer}, parameters=[IF_MATCH])
    @retirement.mapping.delete
    def return_to_use(self, request: Request, pk: str = "") -> Response:
        """Posts can choose it again."""
        self.as_read().bring_back(request.user)
        return self.shown(self.get_object())

    @extend_schema(responses=UsageSerializer)
    @action(detail=True, methods=["get"])
    def usage(self, request: Request, pk: str = "") -> Response:
        """Where it will be published and where it was, the newest first, at most 200 of each."""
        key = self.get_object().pk
        rows = Publication.objects.visible_to(request.user).with_status().select_related("delivery").order_by("-at")
        found = {"planned": rows.going_to_show([key])[:USES], "released": rows.showing([key])[:USES]}
        return Response(UsageSerializer(found).data)

    @extend_schema(responses=LikeSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def duplicates(self, request: Request, pk: str = "") -> Response:
        """Those of the brand with the same bytes, or that look the same, the likest first; at most 200."""
        return Response(LikeSerializer.shown(self.mine().like(self.get_object())[:USES], request))


def _asked(asked: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    body = asked(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _brand(by: User, slug: str) -> Brand:
    brand = Brand.objects.filter(slug=slug).first()
    reach = {one.brand_id for one in access.granting(by, access.Action.DRAFT)}
    if brand is None or not reach & {None, brand.pk}:
        raise serializers.ValidationError({"brand": ["There is no such brand, or this key does not reach it."]})
    return brand


def _market(by: User, brand: Brand, code: str | None) -> Market | None:
    if code is None:
        return None
    market = Market.objects.filter(code=code.upper()).first()
    if market is None or not access.may(by, access.Action.DRAFT, brand.pk, market.pk):
        raise serializers.ValidationError({"market": ["There is no such market, or this key does not reach it."]})
    return market


def _parts(brand: Brand, given: dict[str, Any]) -> dict[str, Any]:
    """What describes an asset, its campaign read. Raises `ValidationError`."""
    parts = {name: given[name] for name in DESCRIPTION if name in given}
    if parts.get("campaign") is not None:
        campaign = Campaign.objects.filter(brand=brand, pk=parts["campaign"]).first()
        if campaign is None:
            raise serializers.ValidationError({"campaign": [f"{parts['campaign']} is not a campaign of {brand}."]})
        parts["campaign"] = campaign
    if "tags" in parts:
        parts["tags"] = list(dict.fromkeys(parts["tags"]))
    return parts


def _refuse_backwards(kept: Rights | None, terms: dict[str, Any]) -> None:
    """Raises `ValidationError` when the rights would end before they begin."""
    first, last = (terms.get(name, getattr(kept, name, None)) for name in ("valid_from", "valid_until"))
    if first and last and last < first:
        raise serializers.ValidationError({"rights": {"valid_until": ["This day is before the first one."]}})
