"""People are told apart by their initials, each in a tone that stays theirs."""

import pytest

from accounts.models import User
from accounts.templatetags.people import avatar, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Belmonte", "AB"), ("Dr. Paula Reinhardt", "PR"), ("Ana", "A"), ("ana@aurora.example", "A"), ("Dr.", "D")],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_tone_of_a_person_stays_theirs() -> None:
    assert avatar(User(pk=7, name="Ana")) == avatar(User(pk=7, name="Ana"))
    assert avatar(User(pk=7, name="Ana")) != avatar(User(pk=8, name="Ana"))
