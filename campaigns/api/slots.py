"""Slots: the places in the week at which a page likes to post."""

import django_filters
from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.reading import PageSerializer
from accounts.models import Page
from accounts.models.key import Scope
from accounts.rest.problems import Conflict
from accounts.rest.request import Request
from accounts.rest.resource import Asked, Reads
from accounts.rest.shown import Expansion, Shown
from campaigns.models.slot import Slot


class SlotSerializer(Shown):
    wall = serializers.TimeField(format="%H:%M")

    expands = {"page": Expansion(PageSerializer, ("page__brand", "page__market"))}

    class Meta:
        model = Slot
        fields = ["id", "page", "weekday", "wall"]


class NewSlot(Asked):
    page = serializers.IntegerField()
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday.")
    wall = serializers.TimeField(input_formats=["%H:%M"], help_text="On the clock of the page's market: 18:00.")


class SlotFilter(django_filters.FilterSet):
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

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str = "") -> Response:
        self.get_object().remove(request.user)
        return Response(status=204)
