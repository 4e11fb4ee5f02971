"""The map of the pages of the room that publishes."""

from django.urls import path

from publisher.views.checks import check
from publisher.views.desk import decision, desk
from publisher.views.dry_runs import dry_run, dry_runs
from publisher.views.freezes import freeze, freezes

urlpatterns = [
    path("checks", check, name="check"),
    path("desk", desk, name="desk"),
    path("deliveries/<int:pk>/decision", decision, name="decision"),
    path("dry-runs", dry_runs, name="dry_runs"),
    path("dry-runs/<int:pk>", dry_run, name="dry_run"),
    path("freezes", freezes, name="freezes"),
    path("freezes/<int:pk>", freeze, name="freeze"),
]
