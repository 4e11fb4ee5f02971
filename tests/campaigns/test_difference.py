"""Differences between two contents, word by word."""

from dataclasses import replace

from campaigns import difference
from campaigns.content import Content, Medium

CONTENT = Content(
    publication=1,
    page=1,
    brand=1,
    market=1,
    network="mastodon",
    campaign=None,
    wall="2026-05-14T18:00",
    zone="Europe/Madrid",
    fold=0,
    text="The new Aurora is here.",
)
PICTURE = Medium(
    asset=1, checksum="ab" * 32, mime="image/jpeg", width=8, height=8, size=8, alt="A red car", file="assets/a.jpg"
)


def told(stretches: tuple[difference.Stretch, ...]) -> str:
    marks = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    return "".join(marks[stretch.kind].format(stretch.text) for stretch in stretches)


def test_a_changed_word_is_shown_whole() -> None:
    assert told(difference.words("The new car is here.", "The old car is here!")) == "The -new-+old+ car is here-.-+!+"


def test_nothing_changed_is_nothing_to_show() -> None:
    assert difference.between([CONTENT], [replace(CONTENT, publication=7)]) == []


def test_pages_with_the_same_change_stand_together_and_others_apart() -> None:
    before = [replace(CONTENT, page=page) for page in (1, 2, 3)]
    after = [replace(content, text="The new Aurora came.") for content in before[:2]] + [
        replace(before[2], text="Here.")
    ]
    found = difference.between(before, after)
    assert [one.pages for one in found] == [(1, 2), (3,)]
    assert [change.part for change in found[0].changes] == ["Text"]


def test_pages_that_came_and_went_are_named() -> None:
    found = difference.between([CONTENT], [replace(CONTENT, page=2)])
    assert {(one.kind, one.pages) for one in found} == {("added", (2,)), ("removed", (1,))}


def test_times_links_and_pictures_count_too() -> None:
    after = replace(CONTENT, wall="2026-05-15T18:00", link="https://aurora.example", media=(PICTURE,))
    (one,) = difference.between([CONTENT], [after])
    assert {change.part for change in one.changes} == {"Time", "Link", "Pictures"}


def test_a_new_description_of_the_same_picture_is_shown_as_words() -> None:
    before, after = replace(CONTENT, media=(PICTURE,)), replace(CONTENT, media=(replace(PICTURE, alt="A blue car"),))
    (one,) = difference.between([before], [after])
    assert [(change.part, told(change.stretches)) for change in one.changes] == [("Description", "A -red-+blue+ car")]


def test_pictures_that_went_and_came_are_named() -> None:
    other = replace(PICTURE, checksum="cd" * 32)
    (one,) = difference.between([replace(CONTENT, media=(PICTURE,))], [replace(CONTENT, media=(other,))])
    assert [(change.gone, change.come) for change in one.changes] == [((PICTURE,), (other,))]
