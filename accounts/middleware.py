"""Who has to log in first, and for each person times in their own zone and words in their own language. Whoever is not
logged in, and the API, has the language the browser asks for."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.models import User

API = "/api/"
"""Below it callers are keys, whoever's cookie comes along."""


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or request.path_info.startswith(API):
            with translation.override(translation.get_language_from_request(request)):
                answer = self.get_response(request)
            patch_vary_headers(answer, ["Accept-Language"])
            return answer
        with timezone.override(user.zone), translation.override(user.language):
            return self.get_response(request)


class LoginMiddleware(LoginRequiredMiddleware):
    """Who sends a form without a login comes back to the page it stands on: its own address may show nothing."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method == "POST":
            return redirect_to_login(request.headers.get("referer", ""), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)


class NothingHereMiddleware:
    """An address that only takes what forms send shows a page to whoever opens it, not a browser's own error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and request.method == "GET":
            answer.content = render_to_string("404.html", request=request)
        return answer
