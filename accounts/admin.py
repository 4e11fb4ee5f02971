"""The operators' admin of people and places. Secrets are never shown, and events only read."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from accounts.forms.login import OperatorLoginForm
from accounts.models import Brand, Event, Market, Membership, Page, User

admin.site.site_header = admin.site.site_title = "Marquee for operators"
admin.site.login_form = OperatorLoginForm
admin.site.unregister(Group)


class Kept:
    """What machines and verbs wrote: operators look at it, and nobody changes it here, past the chain of events."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnly(Kept, admin.ModelAdmin):  # type: ignore[type-arg]
    pass


class MembershipInline(Kept, admin.TabularInline):  # type: ignore[type-arg]
    model = Membership


class NewUserForm(BaseUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["email", "name", "time_zone", "language"]


class UserForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    add_form = NewUserForm
    form = UserForm
    inlines = [MembershipInline]
    list_display = ["email", "name", "time_zone", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "joined_at"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "time_zone", "language"]}),
        ("Access", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "time_zone", "language", "password1", "password2"]}),
    ]


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "slug", "approval_stages"]
    search_fields = ["name", "slug"]


@admin.register(Market)
class MarketAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "code", "time_zone", "languages"]
    search_fields = ["name", "code"]


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Pages are connected by their administrators; what the network said about them is only read."""

    list_display = ["name", "network", "brand", "market", "health", "is_active"]
    list_filter = ["health", "network", "is_active", "brand", "market"]
    list_select_related = ["brand", "market"]
    search_fields = ["name", "handle", "remote_id"]
    readonly_fields = [
        "brand",
        "market",
        "network",
        "handle",
        "home",
        "address",
        "remote_id",
        "limits",
        "health",
        "health_note",
        "checked_at",
        "token_expires_at",
        "refresh_expires_at",
        "lacks",
        "quota",
    ]
    fields = ["name", "is_active", *readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Page, form: Any, change: bool) -> None:
        obj.save(update_fields=form.changed_data)
        if form.changed_data:
            Event.objects.note("page.changed", obj, request.user, changed=form.changed_data)


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ["at", "what", "noun", "noun_id", "by", "brand", "market"]
    list_filter = ["what", "brand", "market"]
    list_select_related = ["by", "brand", "market"]
    search_fields = ["=noun_id", "what"]
    show_full_result_count = False


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly):
    """Who changed what in this admin."""

    list_display = ["action_time", "user", "content_type", "object_repr", "change_message"]
    list_select_related = ["user", "content_type"]
