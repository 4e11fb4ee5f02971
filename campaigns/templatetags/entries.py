"""A publication as a card, and a cell of cards. Made here and not in templates, because a calendar shows hundreds.

What people write is escaped here one by one; all else are numbers, times and words of ours.
"""

from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.templatetags.icons import icon, network_logo
from accounts.templatetags.states import mark, tone
from accounts.wording import told
from campaigns.calendar.bands import Band
from campaigns.calendar.card import Card, Moment
from campaigns.calendar.days import Day
from campaigns.calendar.free import Choice, Free
from campaigns.calendar.grid import Column, Head
from campaigns.calendar.holidays import Holiday

register = template.Library()
EMPTY, FREE = "No text yet", "Free slot"
SHORT = 40
"""Characters that fit the cell of a grid."""
LOGOS, CODES, PAGES = 4, 3, 8
"""So many networks, markets and pages a card names; of more it says how many."""
_logo = cache(network_logo)


@cache
def _mark(state: str, language: str) -> SafeString:
    """One of a few, and shown hundreds of times."""
    return mark(state)


@register.simple_tag
def entry(card: Card | Free | Choice) -> SafeString:
    """Time, state, networks, markets, first words and picture. `data-wall` is the market's time, of what may be moved;
    `data-all` are the publications that the card stands for, where they are several."""
    if not isinstance(card, Card):
        return _free(card) if isinstance(card, Free) else _choice(card)
    words = f"{_logos(card)} {_where(card)} {escape(card.words) or told(EMPTY)}"
    body = f'<span class="entry-body"><span class="entry-words">{words}</span>{_picture(card)}</span>'
    return SafeString(f'<a class="entry {_head(card)}{body}</a>')


@register.simple_tag
def cell(links: dict[str, str], head: Head, column: Column, day: Day) -> SafeString:
    """A day of a row of the grid. Its cards are small: the row says their market."""
    when = f"{column.when} is-holiday" if day.holidays else column.when
    kind = f'{when}" data-name="{column.name}' if day.total else f"{when} is-free"
    feasts = "".join(map(_feast, day.holidays))
    cards = f'<ul class="entries">{"".join(map(_small, day.cards))}</ul>' if day.cards else ""
    bands = "".join(map(_band, day.bands))
    more = _more(links["row_day"], head, column, day.more) if day.more else ""
    return SafeString(f'<td class="cell {kind}" data-day="{column.iso}">{bands}{feasts}{cards}{more}</td>')


def _small(card: Card) -> str:
    words = card.words if len(card.words) <= SHORT else f"{card.words[:SHORT]}…"
    text = f"{_logos(card)} {escape(words) or told(EMPTY)}"
    return f'<li><a class="entry is-small {_head(card)}<span class="entry-words">{text}</span></a></li>'


def _head(card: Card) -> str:
    wall = f' data-wall="{card.wall:%Y-%m-%dT%H:%M}"' if card.movable else ""
    wall += f' data-all="{_all(card)}"' if card.others else f' data-of="{card.of}"' if card.movable else ""
    time = f'<time class="entry-time" datetime="{card.local.isoformat()}">{card.clock}</time>'
    pages = escape(_few(card.each("page"), PAGES, ", ")) if card.others else escape(card.page)
    return (
        f'{tone(card.state)}" id="p{card.pk}" href="{reverse("post", args=[card.post])}"{wall} '
        f'title="{pages}"><span class="entry-head">{time}{_mark(card.state, get_language())}</span>'
    )


def _all(card: Card) -> str:
    """The publications of a card, as the calendar tells the server of them."""
    return ",".join(f"{one.pk}@{one.wall:%Y-%m-%dT%H:%M}" if card.movable else f"{one.pk}" for one in card.all)


def _logos(card: Card) -> str:
    return _some(card.each("network") if card.others else [card.network])


def _some(networks: list[str]) -> str:
    more = f" +{len(networks) - LOGOS}" if len(networks) > LOGOS else ""
    return f"{''.join(map(_logo, networks[:LOGOS]))}{more}"


def _where(card: Card) -> str:
    codes = _few(card.each("market"), CODES, " ") if card.others else card.market
    return _place(card, codes) if card.has_one_clock else f'<span class="entry-place">{escape(codes)}</span>'


def _few(names: list[str], most: int, between: str) -> str:
    more = [f"+{len(names) - most}"] if len(names) > most else []
    return between.join([*names[:most], *more])


def _free(slot: Free) -> SafeString:
    """An outline. `data-slot` is the market's time, `data-of` the page: what may be moved to it is of the same."""
    time = f'<time class="entry-time" datetime="{slot.local.isoformat()}">{slot.clock}</time>'
    where = f'id="f{slot.page.pk}-{slot.wall:%Y%m%d%H%M}" href="{escape(slot.address)}" title="{escape(slot.page)}"'
    known = f'data-slot="{slot.wall:%Y-%m-%dT%H:%M}" data-of="{slot.page.pk}"'
    words = f"{time} {_logo(slot.page.network)} {_place(slot, slot.page.market.code)} {told(FREE)}"
    return SafeString(f'<a class="free" {where} {known}>{words}</a>')


def _choice(choice: Choice) -> SafeString:
    """Opens upon the pages that have the time free."""
    time = f'<time class="entry-time" datetime="{choice.local.isoformat()}">{choice.clock}</time>'
    logos = _some(list(dict.fromkeys(slot.page.network for slot in choice.slots)))
    slots = "".join(f"<li>{_free(slot)}</li>" for slot in choice.slots)
    words = told(f"{len(choice.slots)} free slots")
    return SafeString(
        f'<details class="free-choice"><summary>{time} {logos} {words}</summary><ul>{slots}</ul></details>'
    )


def _place(card: Moment, market: str) -> str:
    apart = f"<sup>{card.days_apart}</sup>" if card.days_apart else ""
    clock = f" {card.market_clock}" if card.market_clock else ""
    return f'<span class="entry-place">{escape(market)}{clock}{apart}</span>'


def _picture(card: Card) -> str:
    if card.picture is None:
        return ""
    address = f"{reverse('asset', args=[card.picture])}?size=thumb"
    return f'<img class="entry-picture" src="{address}" alt="" width="32" height="32" loading="lazy" decoding="async">'


def _band(band: Band) -> str:
    label = told(band.label)
    return f'<p class="band is-{band.kind} is-mark" title="{escape(label)}">{icon(band.icon, label)}</p>'


def _feast(holiday: Holiday) -> str:
    name, language = escape(holiday.name), f' lang="{holiday.language}"' if holiday.language else ""
    return f'<p class="holiday"><bdi class="ellipsis"{language} title="{name}">{name}</bdi></p>'


def _more(address: str, head: Head, column: Column, more: int) -> str:
    network = f"&network={head.network}" if head.network else ""
    address = escape(f"{address}{head.market}{network}&date={column.iso}")
    word = told("more")
    return f'<a class="day-more" href="{address}">+{more}<span class="visually-hidden"> {word}</span></a>'
