"""`{{ reason|told }}` shows a sentence or a word of ours in the reader's language; `{{ at|day_clock }}`, and each other
form of `accounts.dates`, a day or a time."""

from datetime import date, time
from functools import partial

from django import template

from accounts import dates, wording

register = template.Library()
register.filter("told", wording.told)


def _shown(at: date | time | None, form: str) -> str:
    return dates.shown(at, form) if at else ""


for form in dates.FORMS:
    register.filter(form, partial(_shown, form=form), expects_localtime=True)
