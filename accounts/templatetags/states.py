"""States as people read them: one word and one tone for every state of every noun."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.wording import told

register = template.Library()


class Look(NamedTuple):
    word: str
    tone: str


LOOKS = {
    # posts, and publications not yet scheduled, which stand as their post stands
    "draft": Look("Draft", "neutral"),
    "planned": Look("Planned", "neutral"),
    "review": Look("In review", "review"),
    "approved": Look("Approved", "ready"),
    "rejected": Look("Rejected", "bad"),
    # publications
    "scheduled": Look("Scheduled", "ready"),
    "released": Look("On its way", "moving"),
    "lapsed": Look("Not approved", "care"),
    "cancelled": Look("Cancelled", "neutral"),
    # deliveries
    "queued": Look("On its way", "moving"),
    "preparing": Look("On its way", "moving"),
    "ready": Look("On its way", "moving"),
    "sending": Look("Sending", "moving"),
    "unsure": Look("Being checked", "moving"),
    "waiting": Look("Waits its turn", "moving"),
    "unproven": Look("Unproven", "care"),
    "published": Look("Published", "good"),
    "refused": Look("Refused", "bad"),
    "missed": Look("Missed", "care"),
    "abandoned": Look("Given up", "neutral"),
    "removed": Look("Deleted", "neutral"),
    "deleting": Look("Being deleted", "moving"),
    "changing": Look("Being changed", "moving"),
    "unchanged": Look("Not changed", "care"),
    # what waits for its page
    "held": Look("Held", "care"),
    # pages
    "connected": Look("Connected", "good"),
    "reconnect": Look("Needs reconnecting", "bad"),
    "blocked": Look("Held back by its network", "bad"),
    "unconnected": Look("Not connected yet", "care"),
    # keys and webhooks
    "in_force": Look("In force", "good"),
    "expired": Look("Expired", "neutral"),
    "revoked": Look("Revoked", "neutral"),
    "failing": Look("Not answering", "care"),
    "stopped": Look("Stopped", "bad"),
    # messages to webhooks, beside "waiting"
    "delivered": Look("Taken", "good"),
    "failed": Look("Given up", "bad"),
}


@register.simple_tag
def badge(state: str) -> SafeString:
    """The state's word on a soft ground of its tone."""
    look = LOOKS[state]
    return format_html('<span class="badge tone-{}">{}</span>', look.tone, told(look.word))


@register.simple_tag
def mark(state: str) -> SafeString:
    """The state's word beside a dot of its tone, for where many stand together."""
    look = LOOKS[state]
    return format_html('<span class="mark tone-{}">{}</span>', look.tone, told(look.word))


@register.simple_tag
def bar(parts: Sequence[tuple[str, int]]) -> SafeString:
    """How much of a whole is in each state, stretch beside stretch. It decorates: the numbers stand beside it."""
    numbers = [number for _, number in parts]
    whole, ends = sum(numbers) or 1, accumulate(numbers)
    stretches = format_html_join(
        "",
        '<rect class="{}" x="{}" width="{}" height="4"/>',
        (
            (tone(state), f"{100 * (end - number) / whole:.2f}", f"{100 * number / whole:.2f}")
            for (state, number), end in zip(parts, ends, strict=True)
        ),
    )
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">{}</svg>', stretches
    )


@register.filter
def word(state: str) -> str:
    return told(LOOKS[state].word)


@register.filter
def tone(state: str) -> str:
    """The class of the state's tone, which gives `--tone`, `--tone-soft` and `--tone-mark`."""
    return f"tone-{LOOKS[state].tone}"
