"""The map of the house."""

from django.contrib import admin
from django.urls import include, path

handler400 = "accounts.rest.problems.bad_request"
handler500 = "accounts.rest.problems.server_error"

urlpatterns = [
    path("", include("publisher.api")),  # first, for nothing is asked as often
    path("operators/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("campaigns.urls")),
    path("", include("publisher.pages")),
]
