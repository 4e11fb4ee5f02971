"""Words as networks colour them, and pictures with what is laid over them."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaigns.laid import Laid

register = template.Library()
TINTED = re.compile(r"(https?://\S+|[#@][\w.@-]*\w)")


@register.filter
def tinted(text: str) -> SafeString:
    """Hashtags, mentions and links stand out."""
    pieces = enumerate(TINTED.split(text))
    return format_html_join("", "{}", ((format_html("<b>{}</b>", one) if n % 2 else one,) for n, one in pieces if one))


@register.filter
def laid(overlay: Laid | None) -> SafeString:
    """What the address of a small picture says of it; "" without one."""
    return format_html("&amp;overlay={}", overlay) if overlay else SafeString("")
