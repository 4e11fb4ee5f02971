"""Posts: drafted, changed, submitted, and read against guidelines and networks. Nothing here approves."""

from dataclasses import replace
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.response import Response

from accounts import access
from accounts.api.reading import BrandSerializer, MarketSerializer
from accounts.models.key import Scope
from accounts.rest.bring import brought
from accounts.rest.filters import Filters, Moment
from accounts.rest.problems import Conflict, Stale, problem_of
from accounts.rest.request import Request
from accounts.rest.resource import Asked, Reads
from accounts.rest.schema import IF_MATCH
from accounts.rest.shown import Expansion, Shown, brand_by_slug, market_by_code
from campaigns import drafted, proofread
from campaigns.api import findings
from campaigns.api.drafts import DraftAsked, MediumAsked, NewPost, PartAsked, Wall, WordingAsked, place
from campaigns.api.drafts import drafted as read
from campaigns.api.link_cards import LinkCardSerializer
from campaigns.api.reading import CampaignSerializer
from campaigns.content import Unreadable
from campaigns.draft import Draft
from campaigns.models import LinkCard, Post, Publication
from campaigns.models.post import Blocked, EditedMeanwhile
from campaigns.moves import WrongState

MOST = 1000


class PlannedSerializer(Shown):
    wall = Wall()

    class Meta:
        model = Publication
        fields = ["id", "page", "wall", "zone", "fold", "at", "state"]


class PostSerializer(Shown):
    brand = brand_by_slug()
    market = market_by_code()
    wordings = serializers.SerializerMethodField()
    media = serializers.SerializerMethodField()
    thread = serializers.SerializerMethodField()
    publications = PlannedSerializer(many=True)

    reads = {
        "wordings": ("variants",),
        "media": ("attachments",),
        "thread": ("attachments",),
        "publications": ("publications",),
    }
    expands = {
        "brand": Expansion(BrandSerializer, ("brand",)),
        "market": Expansion(MarketSerializer, ("market",)),
        "campaign": Expansion(CampaignSerializer, ("campaign__brand",)),
    }

    class Meta:
        model = Post
        fields = [
            "id", "brand", "market", "campaign", "text", "thread", "link", "first_comment", "placement", "language",
            "tags", "wordings", "media", "publications", "state", "stage", "version", "created_at", "changed_at",
        ]  # fmt: skip

    @extend_schema_field(WordingAsked(many=True))
    def get_wordings(self, post: Post) -> list[dict[str, str]]:
        return [{"network": one.network, "text": one.text} for one in brought(post, "variants") if one.network]

    @extend_schema_field(MediumAsked(many=True))
    def get_media(self, post: Post) -> list[dict[str, Any]]:
        return _shown(post, 1)

    @extend_schema_field(PartAsked(many=True))
    def get_thread(self, post: Post) -> list[dict[str, Any]]:
        return [{"text": text, "media": _shown(post, number)} for number, text in enumerate(post.thread, 2)]


def _shown(post: Post, part: int) -> list[dict[str, Any]]:
    found = (one for one in brought(post, "attachments") if one.part == part)
    return [{"asset": one.asset_id, "alt": one.alt, "overlay": one.overlay_id} for one in found]


class Many(Asked):
    mode = serializers.ChoiceField(
        [("all", "all of them or none"), ("each", "each by itself")],
        default="all",
        help_text="all: one fault and nothing is written; each: every post has an answer of its own.",
    )
    posts = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=MOST)


class PostFilter(Filters):
    brand = django_filters.CharFilter("brand__slug")
    market = django_filters.CharFilter("market__code")
    changed_since = Moment("changed_at", "gte")
    tag = django_filters.CharFilter("tags", "contains", method="tagged")

    class Meta:
        model = Post
        fields = ["brand", "market", "campaign", "state", "stage"]

    def tagged(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(tags__contains=[value])


class PostViewSet(Reads):
    """What is said. A post is written as a draft, submitted, and approved by people."""

    queryset = Post.objects.select_related("brand", "market")
    serializer_class = PostSerializer
    filterset_class = PostFilter

    @extend_schema(request=NewPost, responses={201: PostSerializer})
    def create(self, request: Request) -> Response:
        post = self._write(request.data)
        return self.shown(post, 201, Location=request.build_absolute_uri(f"{request.path}/{post.pk}"))

    @extend_schema(request=DraftAsked, responses=PostSerializer)
    def partial_update(self, request: Request, pk: int = 0) -> Response:
        """Change what is named, by the state you read (If-Match). Whatever differs voids every approval."""
        post = self.get_object()
        self.unchanged(post)
        asked = DraftAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        # A change that names no plan leaves pages and times as they are.
        draft = read(request.user, post.brand, asked.validated_data, replace(post.draft(), plan=None))
        try:
            post.revise(request.user, draft, post.version)
        except EditedMeanwhile as fault:
            raise Stale from fault
        except WrongState as fault:
            raise Conflict(str(fault)) from fault
        return self.shown(self.get_object())

    @extend_schema(responses=LinkCardSerializer)
    @action(["get"], detail=True, url_path="link-card", serializer_class=LinkCardSerializer)
    def link_card(self, request: Request, pk: int = 0) -> Response:
        """What the web page behind its link says of itself. Networks that read no web pages show the link by this, as
        it is when the post is submitted. 404 for a post without a link."""
        post = self.get_object()
        if (card := LinkCard.objects.of(post.brand_id, post.link)) is None:
            raise NotFound
        return Response(LinkCardSerializer.shown([card], request)[0])

    @extend_schema(request=None, responses=PostSerializer, parameters=[IF_MATCH])
    @action(["post"], detail=True, url_path="submission", scope=Scope.SCHEDULE)
    def submission(self, request: Request, pk: int = 0) -> Response:
        """Ask people to approve exactly this content, with If-Match that which you read. Needs the scope `schedule`."""
        post = self.as_read()
        try:
            post.submit(by=request.user)
        except Blocked as blocked:
            raise ValidationError(findings.faults(blocked.findings, post)) from blocked
        except (Unreadable, WrongState) as fault:
            raise Conflict(str(fault)) from fault
        return self.shown(self.get_object())

    @extend_schema(
        request=NewPost,
        responses=inline_serializer("Findings", {"findings": findings.Found(many=True)}),
    )
    @action(["post"], detail=False, url_path="checks")
    def checks(self, request: Request) -> Response:
        """Read a draft against guidelines and networks without keeping it. Pages without a time need none here."""
        asked = NewPost(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        brand, market = place(request.user, given)
        access.require(request.user, access.Action.DRAFT, brand.pk, market.pk if market else None)
        draft = read(request.user, brand, given, Draft())
        found = proofread.everything(drafted.contents(draft, brand, market, draft.plan or ()))
        return Response({"findings": findings.shown(found, draft)})

    @extend_schema(
        request=Many,
        responses=dict.fromkeys(
            (201, 207, 422),
            inline_serializer("ManyAnswered", {"results": serializers.ListField(child=serializers.DictField())}),
        ),
    )
    @action(["post"], detail=False, url_path="bulk")
    def bulk(self, request: Request) -> Response:
        """Up to 1,000 posts in one call. Each answer has a `status`, and the `post` or the `problem`."""
        asked = Many(data=request.data)
        asked.is_valid(raise_exception=True)
        results = [self._result(number, one) for number, one in enumerate(asked.validated_data["posts"])]
        failed = [one for one in results if "problem" in one]
        if failed and asked.validated_data["mode"] == "all":
            transaction.set_rollback(True)
            return Response({"results": [one if "problem" in one else {"status": 424} for one in results]}, 422)
        return Response({"results": results}, 207 if failed else 201)

    def _result(self, number: int, given: dict[str, Any]) -> dict[str, Any]:
        try:
            with transaction.atomic():
                post = self._write(given)
        except (APIException, PermissionDenied) as fault:
            told = problem_of(fault, at=f"/posts/{number}")
            return {"status": told["status"], "problem": told}
        return {"status": 201, "post": post.pk}

    def _write(self, data: Any) -> Post:
        asked = NewPost(data=data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        brand, market = place(self.request.user, given)
        draft = read(self.request.user, brand, given, Draft())
        return Post.write(self.request.user, brand, market, draft)
