"""`{% pulse "#desk" %}` stands inside the part of a page that is shown anew when something happened."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse

from accounts import news

register = template.Library()
EVERYWHERE = "#freezes,#review-count,#desk-count,#review-count-tab,#desk-count-tab,#notice-count,#notice-count-top"
"""What lives on each page: the freezes in force, and how much waits."""


@register.inclusion_tag("_pulse.html", takes_context=True)
def pulse(context: dict[str, Any], part: str, also: str = "", **kept: object) -> dict[str, str]:
    """`part` and `also` are selectors of elements with an id; `kept` is what else the address says, where it is not
    that of the page. An answer whose view is not `news.live` has no mark: its page asks once, and has one."""
    request = context["request"]
    request.lives = True
    here = {name: value for name, value in request.GET.items() if name != "since"} if request.method == "GET" else {}
    here |= {name: str(value) for name, value in kept.items() if value}
    return {
        "address": f"?{urlencode(here | {'since': getattr(request, 'mark', '')})}",
        "part": part,
        "also": f"{EVERYWHERE},{also}" if also else EVERYWHERE,
        "live": f"{settings.LIVE}?{urlencode({'ticket': news.ticket(request.user)})}" if settings.LIVE else "",
    }


@register.inclusion_tag("_pulse_everywhere.html", takes_context=True)
def pulse_everywhere(context: dict[str, Any]) -> dict[str, Any]:
    """At the end of each page, where nothing else on it lives: only what stands on every page is shown anew."""
    if getattr(context["request"], "lives", False):
        return {"lives": True}
    told = pulse(context, "#everywhere")
    return told | {"address": f"{reverse('news')}?{urlencode({'since': getattr(context['request'], 'mark', '')})}"}
