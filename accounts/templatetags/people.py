"""People as they are shown beside what they did."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User

register = template.Library()
TONES = ("review", "ready", "moving", "good", "care", "neutral")


def initials(name: str) -> str:
    """Of the first and the last word; titles such as “Dr.” are none of the name."""
    words = [word for word in name.split() if not word.endswith(".")] or name.split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


@register.simple_tag
def avatar(person: User) -> SafeString:
    """The person's initials, in a tone that stays theirs. It decorates: their name stands beside it."""
    tone = TONES[person.pk % len(TONES)]
    return format_html('<span class="avatar tone-{}" aria-hidden="true">{}</span>', tone, initials(str(person)))
