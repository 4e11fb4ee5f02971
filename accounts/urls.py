from django.urls import path

from accounts.views.pages import pages
from accounts.views.profile import password, profile
from accounts.views.session import login, logout

urlpatterns = [
    path("login", login, name="login"),
    path("logout", logout, name="logout"),
    path("profile", profile, name="profile"),
    path("profile/password", password, name="password"),
    path("pages", pages, name="pages"),
]
