"""Webhooks: addresses that are told what happens, and the log of what they were sent."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts import outward
from accounts.api.reading import BrandSerializer, MarketSerializer
from accounts.chronicle import SENTENCES
from accounts.models import Brand, Market, Message, Sending, Webhook
from accounts.models.key import Scope
from accounts.rest.problems import Conflict
from accounts.rest.request import Request
from accounts.rest.resource import Asked, Reads
from accounts.rest.schema import IF_MATCH
from accounts.rest.shown import Expansion, Shown, brand_by_slug, market_by_code

ABSENT = "There is no such {}, or this key does not reach it."


class WebhookSerializer(Shown):
    brand = brand_by_slug(allow_null=True)
    market = market_by_code()
    types = serializers.ListField(child=serializers.CharField(), help_text="Names of events; empty: all.")
    active = serializers.SerializerMethodField()

    expands = {"brand": Expansion(BrandSerializer, ("brand",)), "market": Expansion(MarketSerializer, ("market",))}

    class Meta:
        model = Webhook
        fields = ["id", "name", "url", "types", "brand", "market", "active", "reason", "failing_since", "overlap_until"]

    def get_active(self, webhook: Webhook) -> bool:
        return webhook.stopped_at is None


class Place(serializers.SlugRelatedField[Any]):
    """A brand or market by its short name, or null for all of them."""

    def __init__(self, slug_field: str, rows: Any, noun: str) -> None:
        super().__init__(
            slug_field=slug_field,
            queryset=rows,
            allow_null=True,
            required=False,
            help_text="null: all.",
            error_messages={"does_not_exist": ABSENT.format(noun)},
        )

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(serializers.CharField().run_validation(data))


class NewWebhook(Asked):
    name = serializers.CharField(max_length=100)
    url = serializers.URLField(max_length=2000, help_text="https, at a public address.")
    types = serializers.ListField(
        child=serializers.ChoiceField([(what, what) for what in sorted(SENTENCES)]),
        required=False,
        help_text="Empty: all.",
    )
    brand = Place("slug", Brand.objects.all(), "brand")
    market = Place("code", Market.objects.all(), "market")

    def validate_url(self, url: str) -> str:
        try:
            outward.check(url)
        except outward.Forbidden as fault:
            raise serializers.ValidationError(str(fault)) from fault
        return url


class WebhookChanged(NewWebhook):
    """Every part may be left out; what is not named stays as it is."""

    active = serializers.BooleanField(required=False, help_text="false: sends nothing; true: goes on from now.")


class SendingSerializer(Shown):
    class Meta:
        model = Sending
        fields = ["at", "status", "seconds", "said"]


class MessageSerializer(Shown):
    what = serializers.CharField(source="event.what")
    standing = serializers.ChoiceField(["waiting", "delivered", "failed"])
    sendings = SendingSerializer(many=True)

    class Meta:
        model = Message
        fields = ["id", "event", "what", "standing", "begun_at", "next_at", "delivered_at", "tries", "sendings"]


class NewSecret(Asked):
    secret = serializers.CharField(help_text="Shown this once; it begins with whsec_.")


class WebhookMade(WebhookSerializer):
    secret = NewSecret().fields["secret"]

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]


class WebhookViewSet(Reads):
    """Addresses that are told what happens, signed as standardwebhooks.com has it. All of it needs the scope
    `webhooks`."""

    scope = reading = Scope.WEBHOOKS
    queryset = Webhook.objects.select_related("brand", "market")
    serializer_class = WebhookSerializer

    @extend_schema(request=NewWebhook, responses={201: WebhookMade})
    def create(self, request: Request) -> Response:
        asked = NewWebhook(data=request.data)
        asked.is_valid(raise_exception=True)
        webhook, secret = Webhook.objects.make(request.user, **asked.validated_data)
        answer = self.shown(webhook, 201, Location=request.build_absolute_uri(f"{request.path}/{webhook.pk}"))
        answer.data = {**answer.data, "secret": secret}
        return answer

    @extend_schema(request=WebhookChanged, responses=WebhookSerializer)
    def partial_update(self, request: Request, pk: int = 0) -> Response:
        """Change what is named, by the state you read (If-Match)."""
        Webhook.objects.select_for_update().get(pk=self.get_object().pk)
        webhook: Webhook = self.get_object()
        self.unchanged(webhook)
        asked = WebhookChanged(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        active = given.pop("active", None)
        if given:
            webhook.change(request.user, **given)
        if active:
            webhook.start(request.user)
        elif active is False:
            webhook.stop(request.user, "")
        return self.shown(self.get_object())

    @extend_schema(responses={204: None}, parameters=[IF_MATCH])
    def destroy(self, request: Request, pk: int = 0) -> Response:
        self.as_read().remove(request.user)
        return Response(status=204)

    @extend_schema(request=None, responses=NewSecret, parameters=[IF_MATCH])
    @action(["post"], detail=True, url_path="rotation")
    def rotation(self, request: Request, pk: int = 0) -> Response:
        """A new secret. For a day everything is signed with the one before, too."""
        return Response({"secret": self.as_read().change_secret(request.user)})

    @extend_schema(request=None, responses={201: MessageSerializer})
    @action(["post"], detail=True, url_path="test")
    def test(self, request: Request, pk: int = 0) -> Response:
        """Send it one event of the type `webhook.tested`, whichever it hears."""
        webhook = self.get_object()
        if webhook.stopped_at:
            raise Conflict("This webhook is stopped. Make it active first.")
        message = Message.objects.test(request.user, webhook)
        return Response(MessageSerializer.show(self._messages(webhook).get(pk=message.pk)), 201)

    @extend_schema(responses=MessageSerializer(many=True), operation_id="webhooks_messages_list")
    @action(["get"], detail=True, url_path="messages", serializer_class=MessageSerializer)
    def messages(self, request: Request, pk: int = 0) -> Response:
        """What it was sent in the last 30 days, each with every try, newest first."""
        rows = self.paginate_queryset(self._messages(self.get_object()))
        return self.get_paginated_response(MessageSerializer.shown(rows or [], request))

    @extend_schema(request=None, responses=MessageSerializer)
    @action(["post"], detail=True, url_path="messages/<int:message>/replay")
    def replay(self, request: Request, message: int, pk: int = 0) -> Response:
        """Send it once more, under the same `webhook-id`."""
        webhook = self.get_object()
        found = get_object_or_404(Message, pk=message, webhook=webhook)
        found.replay(request.user)
        return Response(MessageSerializer.show(self._messages(webhook).get(pk=found.pk)))

    def _messages(self, webhook: Webhook) -> Any:
        return webhook.messages.select_related("event").prefetch_related("sendings")
