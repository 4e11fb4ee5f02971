"""What stands on each page, for pages on which nothing else lives: the freezes in force, and how much waits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import news
from accounts.request import Request


@require_GET
@news.live
def everywhere(request: Request) -> HttpResponse:
    return render(request, "_everywhere.html")
