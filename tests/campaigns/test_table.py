"""CSV files as people have them: from Excel, with semicolons, with a byte order mark; or wrong, and told so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.download import as_csv
from campaigns import table
from campaigns.uploads import BadUpload

READ = [["Text", "Link"], ["Olé, Ana", "https://a.example"]]


@pytest.mark.parametrize(
    "content",
    [
        'Text,Link\r\n"Olé, Ana",https://a.example\r\n',
        '\ufeffText,Link\n"Olé, Ana",https://a.example',
        "Text;Link\r\nOlé, Ana;https://a.example\r\n",
        "sep=;\r\nText;Link\r\nOlé, Ana;https://a.example\r\n",
        "Text\tLink\nOlé, Ana\thttps://a.example\n",
        "Text;Link\n\n;\nOlé, Ana ; https://a.example\n;;\n",
        'Text,Link\r"Olé, Ana",https://a.example\r',
    ],
)
def test_whatever_program_wrote_it(content: str) -> None:
    assert table.read(content.encode()) == READ


def test_a_cell_may_have_several_lines() -> None:
    assert table.read('Text;Link\n"Uno\nDos; tres\u2028cuatro";x'.encode())[1] == ["Uno\nDos; tres\u2028cuatro", "x"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Text\nOlé\nMañana".encode("latin-1"), "Line 2 of this file is not UTF-8. In Excel, save it as “CSV UTF-8"),
        ("Text\nOlé".encode("utf-16"), "Line 1 of this file is not UTF-8"),
        (b"PK\x03\x04\x00\x00", "no CSV file"),
        (b"", "no rows below its header"),
        (b"Text,Link\n", "no rows below its header"),
        (b'Text,Link\n"never closed', "cannot be read as CSV"),
        (b"Text\n" + b"Ol\n" * 501, "has 501 rows; at most 500"),
        (b"a" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadUpload, match=sentence.replace("(", r"\(")):
        table.read(content)


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")).map(str.strip), min_size=2, max_size=5)
)
def test_what_we_wrote_we_read(cells: list[str]) -> None:
    whole = b"".join(as_csv("x", ["a", *["b"] * (len(cells) - 1)], [cells]).streaming_content)
    try:
        [_, row] = table.read(whole)
    except BadUpload:
        assert not any(cells)
    else:
        assert row == cells
