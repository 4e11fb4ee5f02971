"""What Python says, in the language of whoever reads it: known again by the catalogue, whatever its values are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation

from accounts import wording
from accounts.wording import beginning, counted, told
from rig.messages import written

CATALOGUE = {
    "Kept.": "Behalten.",
    "Try again.": "Versuche es noch einmal.",
    "The text has {1} characters; {2} takes {3}.": "{2} nimmt {3}, der Text hat {1} Zeichen.",
    "{1} pages": "{1} Seiten",
    "{1} for {2}": "{1} für {2}",
    "{1} did not answer: {2}.": "{1} hat nicht geantwortet: {2}.",
    "the connection broke": "die Verbindung brach ab",
    "{1} takes no more now. Marquee goes on later.": "{1} nimmt jetzt nichts mehr an. Marquee macht später weiter.",
    "What stood in the way: {1}.": "Im Weg stand: {1}.",
    "{1} is in trouble just now ({2}).": "{1} hat gerade Schwierigkeiten ({2}).",
    "This login manages {}, and not {}.": "Diese Anmeldung verwaltet {}, nicht {}.",
    "Choose a time before {1}.": "Wähle eine Zeit vor dem {1}.",
    "Nothing was changed on {1}.": "Auf {1} wurde nichts geändert.",
}


@pytest.fixture(autouse=True)
def german(settings, tmp_path: Path) -> Iterator[None]:
    catalogue = Catalog("de")
    for said, translated in CATALOGUE.items():
        catalogue.add(said, translated)
    written(catalogue, tmp_path / "de" / "LC_MESSAGES" / "django.po")
    settings.LOCALE_PATHS = [tmp_path]
    forget()
    with translation.override("de"):
        yield
    forget()


def forget() -> None:
    wording._told.cache_clear()
    wording._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Kept.", "Behalten."),
        ("The text has 600 characters; Bluesky takes 300.", "Bluesky nimmt 300, der Text hat 600 Zeichen."),
        ("Nothing was changed on 3 pages.", "Auf 3 Seiten wurde nichts geändert."),
        ("X did not answer: the connection broke.", "X hat nicht geantwortet: die Verbindung brach ab."),
        ("The connection broke", "Die Verbindung brach ab"),
        ("Marquee goes on later.", "Marquee macht später weiter."),
        ("What stood in the way: X takes no more now.", "Im Weg stand: X nimmt jetzt nichts mehr an."),
        ("What stood in the way: X is in trouble just now (503).", "Im Weg stand: X hat gerade Schwierigkeiten (503)."),
        ("This login manages A, and not B.", "Diese Anmeldung verwaltet A, nicht B."),
        ("Choose a time before 5 March 2027.", "Wähle eine Zeit vor dem 5. März 2027."),
        ("Kept. Try again.", "Behalten. Versuche es noch einmal."),
        ("5 May 2031, 18:00", "5. Mai 2031, 18:00"),
        ("29 February; March 2031; 31 June", "29. Februar; März 2031; 31 June"),
        ("They may in May", "They may in May"),
        ("Nola in Spanien", "Nola in Spanien"),
        ("", ""),
    ],
)  # fmt: skip
def test_it_is_told_with_its_values(said: str, heard: str) -> None:
    assert told(said) == heard


def test_what_somebody_else_said_stays_as_it_is() -> None:
    assert told("Facebook did not answer: wait for it, they said at last.").endswith("wait for it, they said at last.")


def test_english_is_told_as_it_was_said() -> None:
    with translation.override("en"):
        assert told("Kept.") == "Kept."


def test_one_and_many_are_whole_phrases() -> None:
    assert [counted(number, "1 page", "{} pages") for number in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A new summer", "A new summer"),
        ("A fine summertime", "A fine…"),
        ("A newer sum begins", "A newer sum…"),
        ("A newer sum. It begins", "A newer sum…"),
        ("Sommersonnenwende", "Sommersonnen…"),
    ],
)
def test_a_title_ends_with_a_whole_word(text: str, title: str) -> None:
    assert beginning(text, 13) == title
