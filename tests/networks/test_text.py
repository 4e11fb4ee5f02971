"""Counting and reading texts as networks do."""

import pytest

from publisher.networks.text import byte_range, graphemes, urls, with_link


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("coche", 5),
        ("👩‍👩‍👧‍👦", 1),
        ("👍🏽👍🏽", 2),
        ("🇪🇸🇫🇷", 2),
        ("e\u0301xito", 5),
        ("กำลัง", 3),
        ("x\u0300\u0301\u0302", 1),
        ("a\r\nb", 3),
        ("#️⃣", 1),
    ],
)
def test_a_character_is_what_a_person_sees(text: str, length: int) -> None:
    assert graphemes(text) == length


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mira https://aurora.example.", ["https://aurora.example"]),
        ("(https://aurora.example/a_(b))", ["https://aurora.example/a_(b)"]),
        ("https://aurora.example/a?b=c&d=#e, ya", ["https://aurora.example/a?b=c&d=#e"]),
        ("“https://aurora.example/a”", ["https://aurora.example/a”"]),
        ("新車https://aurora.exampleです。", ["https://aurora.example"]),
        ("https://aurora.example/新車 HTTP://AURORA.example", ["https://aurora.example/新車", "HTTP://AURORA.example"]),
        ("https://grün.example/x", ["https://grün.example/x"]),
        ("https://www.grün.example", ["https://www.grün.example"]),
        ("http://127.0.0.1:8000/x?", ["http://127.0.0.1:8000/x"]),
        ("xhttps://aurora.example @https://aurora.example", []),
        ("aurora.example and https:// alone", []),
        (
            "https://aurora.example/a\nhttps://aurora.example/b",
            ["https://aurora.example/a", "https://aurora.example/b"],
        ),
    ],
)
def test_addresses_end_before_punctuation(text: str, found: list[str]) -> None:
    spans = urls(text)
    assert [span.text for span in spans] == found
    assert [text[span.start : span.end] for span in spans] == found


def test_bytes_are_counted_as_utf8() -> None:
    text = "✨ @aurora.example"
    assert byte_range(text, 2, len(text)) == (4, 19)
    assert text.encode()[4:19].decode() == "@aurora.example"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Mira", "Mira\n\nhttps://aurora.example/a"),
        ("", "https://aurora.example/a"),
        ("Mira https://aurora.example/a.", "Mira https://aurora.example/a."),
        ("Mira https://aurora.example/abc", "Mira https://aurora.example/abc\n\nhttps://aurora.example/a"),
    ],
)
def test_a_link_is_added_once(text: str, whole: str) -> None:
    assert with_link(text, "https://aurora.example/a") == whole
    assert with_link(whole, "https://aurora.example/a") == whole
    assert with_link(text, "") == text
