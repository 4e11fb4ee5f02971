from django.urls import path

from accounts.views.brands import brand, brands, market
from accounts.views.events import events, events_csv
from accounts.views.keys import key_revocation, key_rotation, keys
from accounts.views.lists import pages_csv, people_csv
from accounts.views.news import everywhere
from accounts.views.pages import pages
from accounts.views.people import people, people_import, person, person_new
from accounts.views.phrases import phrases
from accounts.views.profile import password, profile
from accounts.views.roles import deactivation, invitation, role, roles
from accounts.views.session import forgotten, forgotten_sent, login, logout, new_password
from accounts.views.start import start
from accounts.views.webhooks import (
    replay,
    webhook,
    webhook_removal,
    webhook_rotation,
    webhook_start,
    webhook_stop,
    webhook_test,
    webhooks,
)

urlpatterns = [
    path("login", login, name="login"),
    path("logout", logout, name="logout"),
    path("password/forgotten", forgotten, name="forgotten"),
    path("password/forgotten/sent", forgotten_sent, name="forgotten_sent"),
    path("password/new/<uidb64>/<token>", new_password, name="new_password"),
    path("profile", profile, name="profile"),
    path("profile/password", password, name="password"),
    path("phrases/<language>.js", phrases, name="phrases"),
    path("start", start, name="start"),
    path("brands", brands, name="brands"),
    path("brands/<int:pk>", brand, name="brand"),
    path("markets/<int:pk>", market, name="market"),
    path("people", people, name="people"),
    path("people.csv", people_csv, name="people_csv"),
    path("people/new", person_new, name="person_new"),
    path("people/import", people_import, name="people_import"),
    path("people/<int:pk>", person, name="person"),
    path("people/<int:pk>/roles", roles, name="roles"),
    path("people/<int:pk>/invitation", invitation, name="invitation"),
    path("people/<int:pk>/deactivation", deactivation, name="deactivation"),
    path("roles/<int:pk>", role, name="role"),
    path("events", events, name="events"),
    path("events.csv", events_csv, name="events_csv"),
    path("news", everywhere, name="news"),
    path("pages", pages, name="pages"),
    path("pages.csv", pages_csv, name="pages_csv"),
    path("keys", keys, name="keys"),
    path("keys/<int:pk>/rotation", key_rotation, name="key_rotation"),
    path("keys/<int:pk>/revocation", key_revocation, name="key_revocation"),
    path("webhooks", webhooks, name="webhooks"),
    path("webhooks/<int:pk>", webhook, name="webhook"),
    path("webhooks/<int:pk>/rotation", webhook_rotation, name="webhook_rotation"),
    path("webhooks/<int:pk>/test", webhook_test, name="webhook_test"),
    path("webhooks/<int:pk>/start", webhook_start, name="webhook_start"),
    path("webhooks/<int:pk>/stop", webhook_stop, name="webhook_stop"),
    path("webhooks/<int:pk>/removal", webhook_removal, name="webhook_removal"),
    path("messages/<int:pk>/replay", replay, name="replay"),
]
