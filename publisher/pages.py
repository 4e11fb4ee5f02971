"""The map of the pages of the room that publishes."""

from django.urls import path

from publisher.models import Correction, FollowUp, Removal
from publisher.views.apps import app, apps
from publisher.views.checks import check
from publisher.views.connections import connection, page_new
from publisher.views.desk import decision, desk, desk_csv
from publisher.views.dry_runs import dry_run, dry_runs
from publisher.views.estate import estate
from publisher.views.freezes import freeze, freezes
from publisher.views.grants import grant, grant_back
from publisher.views.options import options
from publisher.views.removals import post_removal, removal
from publisher.views.resumptions import resumption
from publisher.views.sandbox_pages import sandbox_pages
from publisher.views.styleguide import styleguide

urlpatterns = [
    path("checks", check, name="check"),
    path("desk", desk, name="desk"),
    path("desk.csv", desk_csv, name="desk_csv"),
    path("deliveries/<int:pk>/decision", decision, name="decision"),
    path("follow-ups/<int:pk>/decision", decision, {"noun": FollowUp}, name="follow_up_decision"),
    path("removals/<int:pk>/decision", decision, {"noun": Removal}, name="removal_decision"),
    path("corrections/<int:pk>/decision", decision, {"noun": Correction}, name="correction_decision"),
    path("deliveries/<int:pk>/removal", removal, name="removal"),
    path("posts/<int:pk>/removal", post_removal, name="post_removal"),
    path("dry-runs", dry_runs, name="dry_runs"),
    path("dry-runs/<int:pk>", dry_run, name="dry_run"),
    path("pages/health", estate, name="estate"),
    path("pages/<int:pk>/resumption", resumption, name="resumption"),
    path("freezes", freezes, name="freezes"),
    path("freezes/<int:pk>", freeze, name="freeze"),
    path("pages/sandbox", sandbox_pages, name="sandbox_pages"),
    path("pages/new", page_new, name="page_new"),
    path("pages/<int:pk>/connection", connection, name="connection"),
    path("pages/<int:pk>/options", options, name="options"),
    path("grants/back", grant_back, name="grant_back"),
    path("grants/<int:pk>", grant, name="grant"),
    path("styleguide", styleguide, name="styleguide"),
    path("apps", apps, name="apps"),
    path("apps/<int:pk>", app, name="app"),
]
