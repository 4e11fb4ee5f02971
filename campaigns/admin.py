"""The operators' admin of campaigns, posts and what follows from them. All of it is only read here."""

from django.contrib import admin

from accounts.admin import ReadOnly
from campaigns.models import Approval, Asset, Campaign, Guideline, Post, Publication


@admin.register(Campaign)
class CampaignAdmin(ReadOnly):
    list_display = ["name", "brand", "starts_on", "ends_on"]
    list_filter = ["brand"]
    search_fields = ["name"]


@admin.register(Guideline)
class GuidelineAdmin(ReadOnly):
    list_display = ["sentence", "kind", "brand", "market", "network", "blocks", "is_active"]
    list_filter = ["kind", "is_active", "blocks", "brand", "market", "network"]
    list_select_related = ["brand", "market"]
    search_fields = ["sentence", "words"]


@admin.register(Asset)
class AssetAdmin(ReadOnly):
    list_display = ["name", "brand", "mime", "width", "height", "size", "uploaded_by", "uploaded_at"]
    list_select_related = ["brand", "uploaded_by"]
    search_fields = ["name", "=checksum"]


@admin.register(Post)
class PostAdmin(ReadOnly):
    list_display = ["__str__", "brand", "market", "author", "state", "stage", "changed_at"]
    list_filter = ["state", "brand", "market"]
    list_select_related = ["brand", "market", "author"]
    search_fields = ["text"]
    show_full_result_count = False


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ["pk", "post", "page", "at", "wall", "zone", "state"]
    list_filter = ["state", "page__network", "page__market"]
    list_select_related = ["post", "page"]
    search_fields = ["=id", "=post__id"]
    show_full_result_count = False


@admin.register(Approval)
class ApprovalAdmin(ReadOnly):
    list_display = ["at", "post", "stage", "decision", "by", "withdrawn_at"]
    list_filter = ["decision", "stage"]
    list_select_related = ["post", "by"]
    search_fields = ["=post__id"]
