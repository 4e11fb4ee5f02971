"""The map of the room where posts are written, reviewed and planned."""

from django.urls import path

from campaigns.views.all_shown import all_shown
from campaigns.views.approvals import approval, last_decision
from campaigns.views.asset_changes import asset_changes
from campaigns.views.assets import asset, assets
from campaigns.views.calendar import calendar
from campaigns.views.campaigns import campaign, campaign_new, campaigns
from campaigns.views.cancellations import cancellation
from campaigns.views.changes import changes
from campaigns.views.comments import comments, post_people
from campaigns.views.feeds import feed, feed_end, feeds
from campaigns.views.files import file
from campaigns.views.guidelines import guideline, guideline_new, guideline_trial, guidelines
from campaigns.views.imports import import_, import_run, imports
from campaigns.views.library import (
    asset_crops,
    asset_piece,
    asset_retirement,
    asset_rights,
    asset_versions,
    library,
    library_asset,
    library_choices,
    rights,
)
from campaigns.views.link_cards import link_picture
from campaigns.views.lists import campaigns_csv, guidelines_csv, library_csv, publications_csv
from campaigns.views.notices import notices
from campaigns.views.overlays import overlay, overlay_picture, overlay_retirement, overlays
from campaigns.views.posts import post, post_new
from campaigns.views.presences import presence
from campaigns.views.review import review
from campaigns.views.saved_views import saved_view, saved_views
from campaigns.views.search import search
from campaigns.views.slots import slot_removal, slots
from campaigns.views.submissions import submission, submission_new
from campaigns.views.uploads import uploads
from campaigns.views.versions import restoration, versions
from campaigns.views.welcome import welcome
from campaigns.views.words import words

urlpatterns = [
    path("files/<str:token>", file, name="file"),
    path("", calendar, name="calendar"),
    path("search", search, name="search"),
    path("welcome", welcome, name="welcome"),
    path("views", saved_views, name="saved_views"),
    path("views/<int:pk>", saved_view, name="saved_view"),
    path("feeds", feeds, name="feeds"),
    path("feeds/<int:pk>/end", feed_end, name="feed_end"),
    path("feeds/<str:token>.ics", feed, name="feed"),
    path("posts/new", post_new, name="post_new"),
    path("posts/new/submission", submission_new, name="submission_new"),
    path("posts/words", words, name="words"),
    path("posts/<int:pk>", post, name="post"),
    path("posts/<int:pk>/submission", submission, name="submission"),
    path("posts/<int:pk>/approval", approval, name="approval"),
    path("posts/<int:pk>/decision", last_decision, name="last_decision"),
    path("posts/<int:pk>/comments", comments, name="comments"),
    path("posts/<int:pk>/people", post_people, name="post_people"),
    path("posts/<int:pk>/versions", versions, name="versions"),
    path("posts/<int:pk>/restoration", restoration, name="restoration"),
    path("posts/<int:pk>/presence", presence, name="presence"),
    path("review", review, name="review"),
    path("notices", notices, name="notices"),
    path("publications/changes", changes, name="changes"),
    path("publications/shown", all_shown, name="all_shown"),
    path("imports", imports, name="imports"),
    path("imports/<int:pk>", import_, name="import"),
    path("imports/<int:pk>/run", import_run, name="import_run"),
    path("publications.csv", publications_csv, name="publications_csv"),
    path("publications/<int:pk>/cancellation", cancellation, name="cancellation"),
    path("pages/<int:pk>/slots", slots, name="slots"),
    path("slots/<int:pk>/removal", slot_removal, name="slot_removal"),
    path("campaigns", campaigns, name="campaigns"),
    path("campaigns.csv", campaigns_csv, name="campaigns_csv"),
    path("campaigns/new", campaign_new, name="campaign_new"),
    path("campaigns/<int:pk>", campaign, name="campaign"),
    path("guidelines", guidelines, name="guidelines"),
    path("guidelines.csv", guidelines_csv, name="guidelines_csv"),
    path("guidelines/new", guideline_new, name="guideline_new"),
    path("guidelines/trial", guideline_trial, name="guideline_trial"),
    path("guidelines/<int:pk>", guideline, name="guideline"),
    path("brands/<int:pk>/overlays", overlays, name="overlays"),
    path("overlays/<int:pk>", overlay, name="overlay"),
    path("overlays/<int:pk>/retirement", overlay_retirement, name="overlay_retirement"),
    path("overlays/<int:pk>/picture", overlay_picture, name="overlay_picture"),
    path("assets", assets, name="assets"),
    path("assets/<int:pk>", asset, name="asset"),
    path("link-cards/<int:pk>/picture", link_picture, name="link_picture"),
    path("uploads", uploads, name="uploads"),
    path("uploads/<str:token>", uploads, name="upload"),
    path("library", library, name="library"),
    path("library.csv", library_csv, name="library_csv"),
    path("library/choices", library_choices, name="library_choices"),
    path("library/changes", asset_changes, name="asset_changes"),
    path("library/rights", rights, name="rights"),
    path("library/<int:pk>", library_asset, name="library_asset"),
    path("library/<int:pk>/piece", asset_piece, name="asset_piece"),
    path("library/<int:pk>/crops", asset_crops, name="asset_crops"),
    path("library/<int:pk>/retirement", asset_retirement, name="asset_retirement"),
    path("library/<int:pk>/rights", asset_rights, name="asset_rights"),
    path("library/<int:pk>/versions", asset_versions, name="asset_versions"),
]
