"""Out: deliveries and their attempts, to be read; and the map of the whole API."""

import django_filters
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from accounts.api import reading as accounts
from accounts.api.reading import PageSerializer
from accounts.api.webhooks import WebhookViewSet
from accounts.models import Network
from accounts.rest import problems
from accounts.rest.filters import Filters, Moment
from accounts.rest.resource import Reads
from accounts.rest.shown import Expansion, Shown
from campaigns.api.assets import AssetViewSet
from campaigns.api.drafts import Wall
from campaigns.api.overlays import OverlayViewSet
from campaigns.api.posts import PostViewSet
from campaigns.api.publications import PublicationViewSet
from campaigns.api.reading import CampaignViewSet, GuidelineViewSet
from campaigns.api.slots import SlotViewSet
from campaigns.api.uploads import UploadsView, UploadView
from campaigns.models import Publication
from publisher.models import Attempt, Correction, Delivery, FollowUp


class AttemptSerializer(Shown):
    class Meta:
        model = Attempt
        fields = ["id", "started_at", "ended_at", "outcome", "status", "reason", "network_text", "trace_id"]


class FollowUpSerializer(Shown):
    attempts = AttemptSerializer(many=True)

    class Meta:
        model = FollowUp
        fields = ["id", "kind", "position", "state", "published_at", "remote_id", "permalink", "reason", "attempts"]


class ReleasedSerializer(Shown):
    wall = Wall()

    class Meta:
        model = Publication
        fields = ["id", "post", "page", "wall", "zone", "fold", "at", "state"]


class CorrectionSerializer(Shown):
    text = serializers.CharField(source="content.text", help_text="What the post is to say from then on.")
    attempts = AttemptSerializer(many=True)

    class Meta:
        model = Correction
        fields = ["id", "state", "text", "digest", "published_at", "reason", "attempts"]


class DeliverySerializer(Shown):
    attempts = AttemptSerializer(many=True)
    corrections = CorrectionSerializer(many=True)
    follow_ups = FollowUpSerializer(many=True)

    reads = {
        "attempts": ("attempts",),
        "follow_ups": ("follow_ups__attempts",),
        "corrections": ("corrections__attempts",),
    }
    expands = {
        "page": Expansion(PageSerializer, ("page__brand", "page__market")),
        "publication": Expansion(ReleasedSerializer, ("publication",)),
    }

    class Meta:
        model = Delivery
        fields = [
            "id", "publication", "page", "network", "state", "due_at", "closes_at", "published_at", "remote_id",
            "permalink", "reason", "digest", "attempts", "follow_ups", "corrections",
        ]  # fmt: skip


class DeliveryFilter(Filters):
    network = django_filters.ChoiceFilter(choices=Network.choices)
    since = Moment("due_at", "gte")
    until = Moment("due_at", "lt")

    class Meta:
        model = Delivery
        fields = ["publication", "page", "state"]


class DeliveryViewSet(Reads):
    """A released publication on its way, with every call that was made for it, what follows its post, and how that was
    changed in public."""

    queryset = Delivery.objects.all()
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter


ROUTER = SimpleRouter(trailing_slash=False, use_regex_path=False)
for name, viewset in (
    ("brands", accounts.BrandViewSet),
    ("markets", accounts.MarketViewSet),
    ("pages", accounts.PageViewSet),
    ("events", accounts.EventViewSet),
    ("campaigns", CampaignViewSet),
    ("guidelines", GuidelineViewSet),
    ("assets", AssetViewSet),
    ("overlays", OverlayViewSet),
    ("posts", PostViewSet),
    ("publications", PublicationViewSet),
    ("slots", SlotViewSet),
    ("deliveries", DeliveryViewSet),
    ("webhooks", WebhookViewSet),
):
    ROUTER.register(name, viewset, f"api-{name}")

urlpatterns = [
    path("api/v1/", include(ROUTER.urls)),
    path("api/v1/uploads", UploadsView.as_view(), name="api-uploads"),
    path("api/v1/uploads/<str:token>", UploadView.as_view(), name="api-upload"),
    path("api/v1/key", accounts.KeyView.as_view(), name="api-key"),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
    re_path("^api/", problems.not_found, name="api-nowhere"),
]
