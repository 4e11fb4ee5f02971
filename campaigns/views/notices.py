"""Notices: what others decided and said about one's posts, as it was mailed, with what is new on top."""

from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import news
from accounts.request import Request
from campaigns.models import Notice

A_SHEET = 50


@require_GET
@news.live
def notices(request: Request) -> HttpResponse:
    """What is shown once is new no longer."""
    found = Notice.objects.visible_to(request.user).certain().select_related("by", "post").order_by("-id")
    sheet = Paginator(found, A_SHEET).get_page(request.GET.get("sheet"))
    new = {notice.pk for notice in sheet if notice.seen_at is None}
    answer = render(request, "campaigns/notices.html", {"sheet": sheet, "new": new})
    Notice.objects.filter(pk__in=new).update(seen_at=Now())
    return answer
