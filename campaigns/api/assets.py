"""Assets: pictures and films pushed by machines."""

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts import access
from accounts.models import Brand
from accounts.models.key import Scope
from accounts.rest.request import Request
from accounts.rest.resource import Asked, Reads, Shown, brand_by_slug
from campaigns.models import Asset, Campaign
from campaigns.uploads import BadUpload


class AssetSerializer(Shown):
    brand = brand_by_slug()

    class Meta:
        model = Asset
        fields = [
            "id",
            "brand",
            "campaign",
            "name",
            "alt",
            "checksum",
            "mime",
            "width",
            "height",
            "size",
            "seconds",
            "rate",
            "codec",
            "sound",
            "uploaded_at",
        ]


class NewAsset(Asked):
    brand = serializers.SlugField()
    file = serializers.FileField()
    alt = serializers.CharField(max_length=1500, allow_blank=True, default="")
    campaign = serializers.IntegerField(required=False)


class AssetFilter(django_filters.FilterSet):
    brand = django_filters.CharFilter("brand__slug")

    class Meta:
        model = Asset
        fields = ["campaign", "checksum", "mime"]


class AssetViewSet(Reads):
    """Pictures, re-encoded so that nothing hides in them, and films as they came."""

    scope = Scope.ASSETS
    queryset = Asset.objects.select_related("brand")
    serializer_class = AssetSerializer
    filterset_class = AssetFilter
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": NewAsset}, responses={201: AssetSerializer})
    def create(self, request: Request) -> Response:
        asked = NewAsset(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        brand = Brand.objects.filter(slug=given["brand"]).first()
        reach = {one.brand_id for one in access.granting(request.user, access.Action.DRAFT)}
        if brand is None or not reach & {None, brand.pk}:
            raise serializers.ValidationError({"brand": ["There is no such brand, or this key does not reach it."]})
        campaign = Campaign.objects.filter(brand=brand, pk=given["campaign"]).first() if "campaign" in given else None
        if "campaign" in given and campaign is None:
            raise serializers.ValidationError({"campaign": [f"{given['campaign']} is not a campaign of {brand}."]})
        try:
            asset = Asset.upload(request.user, brand, given["file"], given["alt"], campaign)
        except BadUpload as fault:
            raise serializers.ValidationError({"file": [str(fault)]}) from fault
        return self.shown(asset, 201)
