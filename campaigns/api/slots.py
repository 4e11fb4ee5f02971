"""Slots: the places in the week at which a page likes to post."""

from typing import Any

from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.reading import PageSerializer
from accounts.models import Page
from accounts.models.key import Scope
from accounts.rest.filters import Filters
from accounts.rest.problems import Conflict
from accounts.rest.request import Request
from accounts.rest.resource import Asked, Reads
from accounts.rest.schema import IF_MATCH
from accounts.rest.shown import Expansion, Shown
from campaigns.models.slot import Slot


@extend_schema_field({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "example": "18:00"})
class Hour(serializers.TimeField):
    """To the minute, and of no zone: not a `time` of the description's language."""

    def __init__(self, **named: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **named)


class SlotSerializer(Shown):
    wall = Hour()

    expands = {"page": Expansion(PageSerializer, ("page__brand", "page__market"))}

    class Meta:
        model = Slot
        fields = ["id", "page", "weekday", "wall"]


class NewSlot(Asked):
    page = serializers.IntegerField()
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday.")
    wall = Hour(help_text="On the clock of the page's market.")


class SlotFilter(Filters):
    class Meta:
        model = Slot
        fields = ["page", "weekday"]


class SlotViewSet(Reads):
    """Weekly, in wall time: 18:00 stays 18:00 when the clocks change."""

    scope = Scope.SCHEDULE
    queryset = Slot.objects.select_related("page")
    serializer_class = SlotSerializer
    filterset_class = SlotFilter

    @extend_schema(request=NewSlot, responses={201: SlotSerializer})
    def create(self, request: Request) -> Response:
        asked = NewSlot(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        page = Page.objects.schedulable_by(request.user).filter(pk=given["page"]).first()
        if page is None:
            raise serializers.ValidationError({"page": [f"{given['page']} is not a page that this key may plan for."]})
        try:
            with transaction.atomic():
                slot = Slot.make(request.user, page, given["weekday"], given["wall"])
        except IntegrityError as fault:
            raise Conflict("The page has this slot already.") from fault
        return self.shown(slot, 201)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH])
    def destroy(self, request: Request, pk: int = 0) -> Response:
        self.as_read().remove(request.user)
        return Response(status=204)
