"""Days and times stand in each language as it writes them."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

from accounts.dates import FORMS, between, shown
from tests.test_languages import PAGES, TEMPLATES

AT = datetime(2026, 5, 14, 18, 0, 7, tzinfo=UTC)
FIXED = re.compile(r"""\|(?:date|time)(?!:'c')""")
"""A form that knows one language; that of machines, `date:'c'`, is the same in all."""


@pytest.mark.parametrize(
    ("language", "form", "words"),
    [
        ("en", "day_clock", "14 May 2026, 18:00"),
        ("en", "near_exact", "14 May, 18:00:07"),
        ("en", "weekday_near", "Thu 14 May, 18:00"),
        ("en", "whole_day", "Thursday, 14 May 2026"),
        ("de", "day_clock", "14. Mai 2026, 18:00"),
        ("de", "weekday_clock", "Do., 18:00"),
        ("es", "long_day", "14 de mayo de 2026"),
        ("fr", "whole_day", "jeudi 14 mai 2026"),
        ("it", "long_day", "14 maggio 2026"),
        ("pt-br", "long_day", "14 de maio de 2026"),
        ("pt-br", "month_year", "maio de 2026"),
    ],
)
def test_each_language_has_its_order_and_its_connecting_words(language: str, form: str, words: str) -> None:
    with translation.override(language):
        assert shown(AT, form) == words


@pytest.mark.parametrize("language", [language for language, _ in settings.LANGUAGES])
def test_every_language_knows_every_form(language: str) -> None:
    with translation.override(language):
        assert all(re.search(r"\w", shown(AT, form)) for form in FORMS)


@pytest.mark.parametrize(
    ("language", "last", "words"),
    [
        ("en", date(2026, 5, 20), "14 – 20 May 2026"),
        ("en", date(2026, 6, 2), "14 May – 2 June 2026"),
        ("en", date(2027, 5, 14), "14 May 2026 – 14 May 2027"),
        ("de", date(2026, 5, 20), "14. – 20. Mai 2026"),
        ("es", date(2026, 6, 2), "14 de mayo – 2 de junio de 2026"),
    ],
)
def test_what_two_days_have_in_common_is_said_once(language: str, last: date, words: str) -> None:
    with translation.override(language):
        assert between(AT.date(), last) == words


def test_a_page_shows_them_on_the_clock_of_whoever_reads() -> None:
    page = Template("{{ at|day_clock }} {{ wall|clock }}{{ never|day }}")
    with timezone.override("Europe/Madrid"):
        assert page.render(Context({"at": AT, "wall": time(9, 5), "never": None})) == "14 May 2026, 20:00 09:05"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_writes_a_date_in_the_order_of_one_language(page: str) -> None:
    found = FIXED.findall((TEMPLATES / page).read_text("utf-8"))
    assert not found, f"templates/{page}: take a form of accounts/dates.py instead of {found}."
