"""The operators' admin of what goes out: read only, for machines move deliveries and people decide on the desk."""

from django.contrib import admin

from accounts.admin import ReadOnly
from publisher.models import Attempt, Correction, Delivery, FollowUp, Freeze, Heartbeat, Hold, Removal
from publisher.models.attempt import NOUNS


class AttemptInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Attempt
    readonly_fields = (
        "started_at",
        "ended_at",
        "fence",
        "outcome",
        "status",
        "reason",
        "network_text",
        "trace_id",
        "worker",
    )
    fields = readonly_fields
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    inlines = [AttemptInline]
    list_display = ["pk", "page", "state", "due_at", "published_at", "tries", "reason"]
    list_filter = ["state", "network"]
    list_select_related = ["page"]
    search_fields = ["=id", "=publication__id", "=remote_id", "=key"]
    show_full_result_count = False


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnly):
    inlines = [AttemptInline]
    list_display = ["pk", "page", "kind", "position", "state", "due_at", "published_at", "tries", "reason"]
    list_filter = ["state", "network", "kind"]
    list_select_related = ["page"]
    search_fields = ["=id", "=delivery__id", "=remote_id", "=key"]
    show_full_result_count = False


@admin.register(Removal)
class RemovalAdmin(ReadOnly):
    inlines = [AttemptInline]
    list_display = ["pk", "page", "by", "state", "due_at", "published_at", "tries", "reason"]
    list_filter = ["state", "network"]
    list_select_related = ["page", "by"]
    search_fields = ["=id", "=delivery__id"]
    show_full_result_count = False


@admin.register(Correction)
class CorrectionAdmin(ReadOnly):
    inlines = [AttemptInline]
    list_display = ["pk", "page", "state", "due_at", "published_at", "tries", "reason"]
    list_filter = ["state", "network"]
    list_select_related = ["page"]
    search_fields = ["=id", "=delivery__id"]
    show_full_result_count = False


@admin.register(Attempt)
class AttemptAdmin(ReadOnly):
    list_display = ["pk", *NOUNS, "page", "started_at", "ended_at", "outcome", "status"]
    list_filter = ["outcome", "page__network"]
    list_select_related = ["page", "delivery__page", *(f"{noun}__delivery__page" for noun in NOUNS[1:])]
    search_fields = ["=id", "=delivery__id", "=trace_id", "=key"]
    show_full_result_count = False


@admin.register(Freeze)
class FreezeAdmin(ReadOnly):
    list_display = ["reason", "brand", "market", "network", "campaign", "tag", "by", "set_at", "lifted_by", "lifted_at"]
    list_select_related = ["brand", "market", "campaign", "by", "lifted_by"]


@admin.register(Hold)
class HoldAdmin(ReadOnly):
    list_display = ["kind", "home", "page", "until", "strikes", "reason"]
    list_select_related = ["page"]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly):
    list_display = ["kind", "name", "at", "skew"]
