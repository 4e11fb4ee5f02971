"""The map of the house."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("operators/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("campaigns.urls")),
    path("", include("publisher.pages")),
    path("", include("publisher.api")),
]
