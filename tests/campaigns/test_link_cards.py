"""The card of a link: its page is read once, by a worker, for whoever writes; what is missing is said in a sentence."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from accounts.models import Brand, Page, User
from campaigns import link_cards
from campaigns.content import Card, Content, Unreadable
from campaigns.models import Asset, LinkCard, Post
from campaigns.models.link_card import FRESH, LEASE, MENDED, SILENT, UNREAD
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.campaigns.test_fetching import Visit, gives, leads, serving
from tests.cast import Write, picture_file

HEAD = '<title>Aurora</title><meta property="og:title" content="{}"><meta name="description" content="Eléctrica.">'
PICTURE = '<meta property="og:image" content="{}">'


def web_page(title: str = "La nueva Aurora", picture: str = "/a.jpg", mime: str = "text/html; charset=utf-8") -> Visit:
    content = (HEAD.format(title) + (PICTURE.format(picture) if picture else "")).encode()

    def visit(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", mime)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return visit


Visits = dict[str, Visit]


@pytest.fixture
def visits() -> Visits:
    picture = gives(picture_file("a.png", (2400, 1260), "PNG").read())
    return {"/nueva": web_page(), "/a.jpg": picture}


@pytest.fixture
def site(visits: Visits) -> Iterator[str]:
    with serving(visits) as address:
        yield address


def card_of(brand: Brand, address: str) -> LinkCard:
    LinkCard.objects.ask(brand.pk, address)
    link_cards.read_pages()
    found = LinkCard.objects.of(brand.pk, address)
    assert found
    return found


def test_a_page_gives_its_title_its_description_and_its_picture(aurora: Brand, site: str) -> None:
    """The picture is a JPEG that every network takes, whatever it was."""
    card = card_of(aurora, f"{site}/nueva")
    assert (card.title, card.description, card.problem) == ("La nueva Aurora", "Eléctrica.", "")
    with default_storage.open(card.file) as file, Image.open(file) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))
    assert (card.width, card.height, card.size) == (1200, 630, default_storage.size(card.file))
    assert not card.finding


def test_a_redirect_is_followed_and_the_picture_is_sought_from_there(aurora: Brand, site: str, visits: Visits) -> None:
    visits |= {"/go": leads("/es/"), "/es/": web_page(picture="b.jpg"), "/es/b.jpg": visits["/a.jpg"]}
    assert card_of(aurora, f"{site}/go").file


@pytest.mark.parametrize(
    ("visit", "words"),
    [
        (gives(b"", 404), "answered 404"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), "did not answer"),
        (leads("http://169.254.169.254/latest"), "did not answer"),
        (web_page(mime="application/pdf"), "no web page"),
        (gives(b"<title>Aurora</title>"), "no web page"),
        (web_page(mime="text/html", title=""), ""),
    ],
)
def test_what_is_missing_is_said(visit: Visit, words: str, aurora: Brand, site: str, visits: Visits) -> None:
    visits["/nueva"] = visit
    card = card_of(aurora, f"{site}/nueva")
    assert words in card.finding
    assert bool(card.card) is not bool(words)


def test_a_page_without_a_title_has_no_card(aurora: Brand, site: str, visits: Visits) -> None:
    visits["/nueva"] = gives_html(b"<p>Aurora</p>")
    card = card_of(aurora, f"{site}/nueva")
    assert (card.card, "no title" in card.finding) == (None, True)


def gives_html(content: bytes) -> Visit:
    def visit(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + content)

    return visit


@pytest.mark.parametrize(
    "picture", [gives(b"no picture"), gives(b"", 404), gives(bytes(11 * 1024 * 1024)), leads("http://10.0.0.1/a.jpg")]
)
def test_a_picture_that_cannot_be_used_is_left_out(picture: Visit, aurora: Brand, site: str, visits: Visits) -> None:
    visits["/a.jpg"] = picture
    card = card_of(aurora, f"{site}/nueva")
    assert (card.title, card.file) == ("La nueva Aurora", "")
    assert "goes out without" in card.finding


def test_many_who_ask_have_the_page_read_once(aurora: Brand, site: str) -> None:
    address = f"{site}/nueva"
    keys = {LinkCard.objects.ask(aurora.pk, address).pk for _ in range(3)}  # type: ignore[union-attr]
    assert len(keys) == 1
    assert [card.pk for card in LinkCard.objects.take(9)] == [*keys]
    assert not LinkCard.objects.take(9)  # somebody reads it


def test_a_page_is_read_anew_after_a_day_and_sooner_when_something_was_wrong(
    aurora: Brand, site: str, visits: Visits
) -> None:
    address = f"{site}/nueva"
    first = card_of(aurora, address)
    visits["/nueva"] = web_page("Otra cosa")
    assert card_of(aurora, address) == first
    LinkCard.objects.update(read_at=timezone.now() - FRESH - timedelta(seconds=1))
    second = card_of(aurora, address)
    assert (second.title, second.pk > first.pk) == ("Otra cosa", True)
    LinkCard.objects.update(read_at=timezone.now() - MENDED - timedelta(seconds=1), problem="Something.")
    assert card_of(aurora, address).pk > second.pk


def test_a_page_that_nobody_can_read_is_given_up(aurora: Brand) -> None:
    """Each worker that took it has died."""
    LinkCard.objects.ask(aurora.pk, "https://aurora.example/")
    for _ in range(3):
        assert LinkCard.objects.take(1)
        LinkCard.objects.update(next_at=timezone.now() - LEASE)
    assert not LinkCard.objects.take(1)
    assert LinkCard.objects.get().finding == SILENT


def test_a_post_is_submitted_with_the_card_of_its_link(
    write: Write, approve, madrid_bluesky: Page, site: str, visits: Visits
) -> None:
    """What is read later changes nothing of it."""
    post = write(madrid_bluesky, link=f"{site}/nueva")
    assert post.contents()[0].card is None
    link_cards.read_pages()
    approve(post)
    visits["/nueva"] = web_page("Otra cosa")
    LinkCard.objects.update(read_at=timezone.now() - 2 * FRESH)
    assert card_of(post.brand, post.link).title == "Otra cosa"
    post.refresh_from_db()
    assert post.revision
    [content] = post.revision.contents().values()
    assert content.card
    assert (content.card.title, post.contents()[0].card.title) == ("La nueva Aurora", "Otra cosa")  # type: ignore[union-attr]
    assert post.state == Post.State.APPROVED


def test_a_card_stands_where_no_media_do(write: Write, madrid_bluesky: Page, photo: Asset, site: str) -> None:
    post = write(madrid_bluesky, link=f"{site}/nueva", pictures=((photo, "Rojo"),))
    link_cards.read_pages()
    assert [content.card for content in post.contents()] == [None]


def test_contents_without_a_card_are_digested_as_before(write: Write, madrid_bluesky: Page, site: str) -> None:
    post = write(madrid_bluesky, link=f"{site}/nueva")
    [bare] = post.contents()
    assert "card" not in bare.to_json()
    link_cards.read_pages()
    [content] = post.contents()
    kept = json.loads(json.dumps(content.to_json()))
    assert Content.from_json(kept) == content
    assert Content.from_json(kept).digest == content.digest != bare.digest
    with pytest.raises(Unreadable):  # of newer code: it waits for a process that knows it
        Content.from_json(kept | {"card": kept["card"] | {"colour": "red"}})


def test_whoever_writes_learns_what_is_missing(write: Write, madrid_bluesky: Page, site: str, visits: Visits) -> None:
    visits["/nueva"] = gives(b"", 503)
    post = write(madrid_bluesky, link=f"{site}/nueva")
    assert [(one.sentence, one.blocks) for one in post.findings()] == [(UNREAD, False)]
    link_cards.read_pages()
    [finding] = post.findings()
    assert (finding.field, finding.blocks) == ("link", False)
    assert "answered 503" in finding.sentence


def test_pictures_of_cards_are_for_the_people_of_the_brand(client, ana: User, aurora: Brand, site: str) -> None:
    card = card_of(aurora, f"{site}/nueva")
    client.force_login(ana)
    answer = client.get(f"/link-cards/{card.pk}/picture")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert len(b"".join(answer)) == card.size
    LinkCard.objects.update(brand=Brand.objects.create(name="Borealis", slug="borealis"))
    assert client.get(f"/link-cards/{card.pk}/picture").status_code == 404


def test_machines_see_the_card_of_a_post(caller: Caller, aurora: Brand, site: str) -> None:
    linked = caller.post("posts", {"brand": "aurora", "market": "ES", "link": f"{site}/nueva"}).json()["id"]
    bare = caller.post("posts", {"brand": "aurora", "market": "ES", "text": "Hola"}).json()["id"]
    assert caller.get(f"posts/{linked}/link-card").json()["read_at"] is None
    link_cards.read_pages()
    told = caller.get(f"posts/{linked}/link-card").json()
    assert (told["title"], told["description"], told["problem"]) == ("La nueva Aurora", "Eléctrica.", "")
    assert (told["checksum"], told["width"]) == (LinkCard.objects.get().checksum, 1200)
    assert caller.get(f"posts/{bare}/link-card").status_code == 404


def test_another_card_is_told_among_what_changed() -> None:
    """Also when only its picture is another."""
    one = Card(1, "Uno", "Dos", "cards/a.jpg", "ab12cd34ef")
    assert one.words == "Uno\nDos\n[ab12cd34]"
    assert replace(one, checksum="cd34").words != one.words
