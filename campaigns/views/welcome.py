"""DELETE: somebody new needs no next step named."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.request import Request
from campaigns.welcome import GUIDE


@require_http_methods(["DELETE"])
def welcome(request: Request) -> HttpResponse:
    request.user.leave_guide(GUIDE)
    return HttpResponse()
