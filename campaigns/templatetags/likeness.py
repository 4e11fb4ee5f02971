"""Words as networks colour them."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
TINTED = re.compile(r"(https?://\S+|[#@][\w.@-]*\w)")


@register.filter
def tinted(text: str) -> SafeString:
    """Hashtags, mentions and links stand out."""
    pieces = enumerate(TINTED.split(text))
    return format_html_join("", "{}", ((format_html("<b>{}</b>", one) if n % 2 else one,) for n, one in pieces if one))
