"""What the scripts of pages say in a language, for `static/js/phrases.js`."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog


class Phrases(JavaScriptCatalog):
    def get_paths(self, packages: Sequence[str]) -> list[str]:
        """None: those of the whole house, in `settings.LOCALE_PATHS`."""
        return []


@login_not_required
@cache_control(public=True, max_age=3600)
def phrases(request: HttpRequest, language: str) -> HttpResponseBase:
    if not translation.check_for_language(language):
        raise Http404
    with translation.override(language):
        return Phrases.as_view()(request)
