"""Overlays: what machines may lay over the pictures of a post."""

import django_filters

from accounts.api.reading import BrandSerializer
from accounts.rest.filters import Filters
from accounts.rest.resource import Reads
from accounts.rest.shown import Expansion, Shown, brand_by_slug
from campaigns.models import Overlay


class OverlaySerializer(Shown):
    """`share` and `margin` are in percent of a picture's shorter side; they and `corner` are of a logo alone.
    `checksum` is SHA-256 over its PNG."""

    brand = brand_by_slug()

    expands = {"brand": Expansion(BrandSerializer, ("brand",))}

    class Meta:
        model = Overlay
        fields = [
            "id", "brand", "name", "kind", "corner", "share", "margin", "checksum", "width", "height", "is_active",
        ]  # fmt: skip


class OverlayFilter(Filters):
    brand = django_filters.CharFilter("brand__slug")

    class Meta:
        model = Overlay
        fields = ["is_active"]


class OverlayViewSet(Reads):
    """A brand's logos and frames. People see to them; a post chooses one for each of its pictures, or none."""

    queryset = Overlay.objects.select_related("brand")
    serializer_class = OverlaySerializer
    filterset_class = OverlayFilter
