"""Publications: a post on one page at one time. To plan or move one voids an approval; to cancel one leaves that of the
other pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts import access
from accounts.api.reading import PageSerializer
from accounts.models import Network, Page, User
from accounts.models.key import Scope
from accounts.rest.filters import Filters, Moment
from accounts.rest.problems import Conflict, Stale
from accounts.rest.request import Request
from accounts.rest.resource import Asked, Reads
from accounts.rest.schema import IF_MATCH
from accounts.rest.shown import Expansion, Shown
from campaigns.api.drafts import PlanAsked, Wall, plans
from campaigns.api.posts import PostSerializer
from campaigns.draft import Plan
from campaigns.models import Post, Publication
from campaigns.models.post import EditedMeanwhile
from campaigns.models.slot import NoFreeSlot, next_free
from campaigns.moves import WrongState

POST = ("post__brand", "post__market", "post__variants", "post__attachments", "post__publications")
"""What is read to show posts."""


class PublicationSerializer(Shown):
    wall = Wall()
    status = serializers.CharField(help_text="As it stands, with its delivery's state once it is on its way.")

    expands = {
        "page": Expansion(PageSerializer, ("page__brand", "page__market")),
        "post": Expansion(PostSerializer, POST),
    }

    class Meta:
        model = Publication
        fields = ["id", "post", "page", "wall", "zone", "fold", "at", "state", "status"]


class NewPublication(PlanAsked):
    post = serializers.IntegerField(help_text="Id of a post of the page's brand.")


class SlotTaken(Asked):
    post = serializers.IntegerField(help_text="Id of a post of the page's brand.")
    page = serializers.IntegerField()


class Moved(Asked):
    wall = PlanAsked().fields["wall"]
    fold = PlanAsked().fields["fold"]


class PublicationFilter(Filters):
    brand = django_filters.CharFilter("page__brand__slug")
    market = django_filters.CharFilter("page__market__code")
    network = django_filters.ChoiceFilter(field_name="page__network", choices=Network.choices)
    since = Moment("at", "gte")
    until = Moment("at", "lt")

    class Meta:
        model = Publication
        fields = ["post", "page", "state"]


class PublicationViewSet(Reads):
    """People and machines move publications; machines of Marquee move deliveries."""

    scope = Scope.SCHEDULE
    queryset = Publication.objects.all()
    serializer_class = PublicationSerializer
    filterset_class = PublicationFilter

    def visible(self) -> Any:
        return Publication.objects.visible_to(self.request.user).with_status()

    @extend_schema(request=NewPublication, responses={201: PublicationSerializer})
    def create(self, request: Request) -> Response:
        """Plan a post for one more page."""
        asked = NewPublication(data=request.data)
        asked.is_valid(raise_exception=True)
        post = self._post(asked.validated_data["post"])
        return self._planned(post, _plan(request.user, post, asked.validated_data))

    @extend_schema(request=SlotTaken, responses={201: PublicationSerializer})
    @action(["post"], detail=False, url_path="next-slot")
    def next_slot(self, request: Request) -> Response:
        """Plan a post for the page's next free slot. Two callers never get the same one."""
        asked = SlotTaken(data=request.data)
        asked.is_valid(raise_exception=True)
        post, key = self._post(asked.validated_data["post"]), asked.validated_data["page"]
        page = (
            Page.objects.schedulable_by(request.user).filter(brand=post.brand, pk=key).select_related("market").first()
        )
        if page is None:
            raise serializers.ValidationError({"page": [f"{key} is not a page that this key may plan for."]})
        try:
            wall, fold = next_free(page, post.campaign)
        except NoFreeSlot as fault:
            raise Conflict(str(fault)) from fault
        return self._planned(post, Plan(page, wall, page.market.time_zone, fold))

    @extend_schema(request=Moved, responses=PublicationSerializer)
    def partial_update(self, request: Request, pk: int = 0) -> Response:
        """Move it to another time, by the state you read (If-Match)."""
        publication = self.get_object()
        self.unchanged(publication)
        asked = Moved(data=request.data)
        asked.is_valid(raise_exception=True)
        access.require(request.user, access.Action.SCHEDULE, *publication.scope())
        plan = _plan(request.user, publication.post, {**asked.validated_data, "page": publication.page_id})
        if not Publication.objects.open().filter(pk=publication.pk).exists():
            raise Conflict("This has begun to go out, or will not go out any more. It cannot be moved.")
        self._replan(publication.post, plan, {plan.page.pk: publication.wall})
        return self.shown(self.get_object())

    @extend_schema(request=None, responses=PublicationSerializer, parameters=[IF_MATCH])
    @action(["post"], detail=True, url_path="cancellation")
    def cancellation(self, request: Request, pk: int = 0) -> Response:
        """It will not go out."""
        try:
            self.as_read().cancel(request.user)
        except WrongState as fault:
            raise Conflict(str(fault)) from fault
        return self.shown(self.get_object())

    def _post(self, key: int) -> Post:
        post = Post.objects.visible_to(self.request.user).select_related("brand").filter(pk=key).first()
        if post is None:
            raise serializers.ValidationError({"post": [f"There is no post {key} that this key may see."]})
        return post

    def _planned(self, post: Post, plan: Plan) -> Response:
        self._replan(post, plan)
        publication = self.get_queryset().get(post=post, page=plan.page, state=Publication.State.PLANNED)
        return self.shown(publication, 201)

    def _replan(self, post: Post, plan: Plan, seen: Mapping[int, datetime] | None = None) -> None:
        """The post's plan with this page's entry in it, in place of the one before."""
        try:
            post.replan(self.request.user, [plan], seen)
        except EditedMeanwhile as fault:
            raise Stale from fault
        except WrongState as fault:
            raise Conflict(str(fault)) from fault


def _plan(by: User, post: Post, given: Mapping[str, Any]) -> Plan:
    """Of the entry that was sent. Raises `ValidationError` that points to its field at fault."""
    try:
        [plan] = plans(by, post.brand, [given])
    except serializers.ValidationError as fault:
        detail: Any = fault.detail
        raise serializers.ValidationError(detail["plan"][0]) from fault
    return plan
