"""What the command palette finds while somebody types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.request import Request
from campaigns.palette import hits


@require_GET
def search(request: Request) -> HttpResponse:
    return render(request, "campaigns/_hits.html", {"found": hits(request.user, request.GET.get("q", "")[:100])})
