"""What a web page says of itself is read as networks read it, in any character set, and never run."""

import time

import pytest

from campaigns.markup import DESCRIPTION, TITLE, Said, said

HERE = "https://aurora.example/es/nueva?from=mail"


def read(html: str, charset: str = "") -> Said:
    return said(html.encode(charset or "utf-8"), charset, HERE)


def test_open_graph_comes_before_twitter_and_both_before_plain_html() -> None:
    plain = "<title>Plain &amp; simple</title><meta name=description content='Of the page'>"
    twitter = '<meta name="twitter:title" content="T"><meta name="twitter:image" content="/t.jpg">'
    graph = '<meta property="og:title" content="G"><meta property="og:image" content="//cdn.example/g.jpg">'
    assert read(plain) == Said("Plain & simple", "Of the page")
    assert read(plain + twitter) == Said("T", "Of the page", "https://aurora.example/t.jpg")
    assert read(twitter + graph + plain) == Said("G", "Of the page", "https://cdn.example/g.jpg")


def test_the_first_of_each_counts_and_an_empty_one_does_not() -> None:
    html = '<meta property="og:title" content=" "><META PROPERTY="OG:TITLE" CONTENT="One">'
    html += '<meta property="og:title" content="Two">'
    assert read(html).title == "One"
    assert read("<title>One</title><svg><title>Icon</title></svg>").title == "One"


@pytest.mark.parametrize(
    ("html", "picture"),
    [
        ('<link rel="image_src" href="a.jpg">', "https://aurora.example/es/a.jpg"),
        (
            '<meta property="og:image:url" content="https://b.example/a.jpg?w=1&amp;h=2">',
            "https://b.example/a.jpg?w=1&h=2",
        ),
        ('<meta property="og:image" content="http://[::1/a.jpg">', ""),
        ("", ""),
    ],
)
def test_the_address_of_a_picture_is_made_whole(html: str, picture: str) -> None:
    assert read(html).picture == picture


@pytest.mark.parametrize(
    ("words", "encoding", "server", "head"),
    [
        ("El coche eléctrico", "iso-8859-1", "iso-8859-1", ""),
        ("“Aurora” – 20 €", "windows-1252", "", '<meta charset="windows-1252">'),
        ("新しい車", "shift_jis", "", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
        ("新车", "gb18030", "gb2312", ""),
        ("Новая", "utf-16", "", ""),
        ("Ñandú", "utf-8", "no-such-thing", ""),
        ("Ñandú", "utf-8", "punycode", '<meta charset="rot13">'),
    ],
)
def test_words_come_in_any_character_set(words: str, encoding: str, server: str, head: str) -> None:
    data = f"{head}<title>{words}</title>".encode(encoding)
    assert said(data, server, HERE).title == words


def test_words_stand_in_one_line_and_are_cut() -> None:
    found = read(f"<title>\n La nueva\t\n\x00Aurora \u202e</title><meta name=description content='{'palabra ' * 90}'>")
    assert found.title == "La nueva Aurora"
    assert len(found.description) <= DESCRIPTION
    assert found.description.endswith("palabra…")
    assert len(read(f"<title>{'x' * 999}</title>").title) == TITLE


def test_what_is_a_script_or_a_remark_says_nothing() -> None:
    html = "<script>document.title = '<title>No</title>'</script><!-- <title>No</title> --><title>Yes</title>"
    assert read(html).title == "Yes"


@pytest.mark.parametrize("hostile", ["<!--", "<", "<title", "<a b='", "&", "<![CDATA[", "<script>", "<?", "</"])
def test_what_is_meant_to_take_long_does_not(hostile: str) -> None:
    began = time.process_time()
    read("<title>Aurora</title>" + hostile * (1024 * 1024 // len(hostile)))
    assert time.process_time() - began < 5
