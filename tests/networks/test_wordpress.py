"""WordPress: an article and its HTML, a draft that is never made twice, what errors mean, and who may publish."""

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import (
    Account,
    Identity,
    Json,
    Later,
    NetworkError,
    Piece,
    Receipt,
    Refused,
    Scope,
    Trouble,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.wordpress import WordPress
from publisher.networks.wordpress.article import article, slug_of
from publisher.networks.wordpress.calls import ask
from publisher.networks.wordpress.verdicts import verdict
from tests.networks.conftest import LINK, PICTURES, TEXT, Heard, Stage, answer, film, picture, saying, wire

NETWORK = WordPress()
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PASSWORD = "abcd EFGH 1234 ijkl MNOP 6789"
HANDLE = {"slug": "aurora-0123456789ab", "post": "7"}
PIECE = Piece(TEXT)
PUBLIC = {"id": 7, "status": "publish", "link": "https://blog.example/aurora/"}


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("wordpress")


def error(status: int, code: str = "", **headers: str) -> Answer:
    body = {"code": code, "message": "words", "data": {"status": status}} if code else None
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("blog.example", status, told, json.dumps(body) if code else "<html>", body)


def called(stage: Stage, method: str, path: str, **parts: Any) -> Answer:
    """A call of the page's own user, as somebody at the blog might make it."""

    async def steps() -> Answer:
        async with Door() as door:
            return await ask(door, stage.account, method, path, **parts)

    return asyncio.run(steps())


def drafts(stage: Stage) -> list[Json]:
    return called(stage, "GET", "/wp/v2/posts", query={"status": "draft"}).rows()


def spoken(
    *answers: bytes, piece: Piece = PIECE, handle: Json | None = None, step: str = "publish", path: str = ""
) -> tuple[Any, list[Heard]]:
    """What one step of the protocol gives and says, at a server that answers like this."""

    async def steps() -> tuple[Any, list[Heard]]:
        async with wire(saying(*answers)) as server, Door() as door:
            account = Account(server.url + path, "3", {"user": "aurora", "password": PASSWORD})
            kept = dict(HANDLE) if handle is None else handle
            rest: dict[str, tuple[Any, ...]] = {
                "identify": (),
                "prepare": (piece, kept),
                "publish": (piece, "", kept),
                "find": (piece, "", kept, BEGAN, frozenset()),
            }
            return await getattr(NETWORK, step)(door, account, *rest[step]), server.heard

    return asyncio.run(steps())


# --- the article


def test_text_is_html_that_says_the_same_and_does_nothing() -> None:
    piece = Piece('Uno <b>& "dos"</b> <!-- wp:html -->\nsigue\n \n\n[gallery] tres', LINK)
    assert article(piece, {})["content"] == (
        "<!-- wp:paragraph -->\n<p>Uno &lt;b&gt;&amp; &quot;dos&quot;&lt;/b&gt; &lt;!-- wp:html --&gt;<br>sigue</p>\n"
        "<!-- /wp:paragraph -->\n\n"
        "<!-- wp:paragraph -->\n<p>&#91;gallery] tres</p>\n<!-- /wp:paragraph -->\n\n"
        f'<!-- wp:paragraph -->\n<p><a href="{LINK}">{LINK}</a></p>\n<!-- /wp:paragraph -->'
    )


def test_an_address_becomes_an_anchor_without_the_punctuation_after_it() -> None:
    [said] = [article(Piece("Mira https://a.example/x?a=1&b=2."), {})["content"].split("\n")[1]]
    assert said == '<p>Mira <a href="https://a.example/x?a=1&amp;b=2">https://a.example/x?a=1&amp;b=2</a>.</p>'


def test_pictures_follow_as_figures_with_their_descriptions() -> None:
    shown = picture(alt='El "nuevo" <coche>')
    html = article(Piece(TEXT, pictures=(shown,)), {shown.checksum: {"id": "12", "url": "https://b.example/c.jpg"}})
    assert html["content"].endswith(
        '<!-- wp:image {"id": 12, "sizeSlug": "full"} -->\n<figure class="wp-block-image size-full">'
        '<img src="https://b.example/c.jpg" alt="El &quot;nuevo&quot; &lt;coche&gt;" class="wp-image-12"/></figure>\n'
        "<!-- /wp:image -->"
    )


def test_a_film_is_a_block_of_its_own_before_the_pictures() -> None:
    shown = film(1)
    media = {shown.checksum: {"id": "9", "url": "https://blog.example/a.mp4?x=1&y"}}
    html = article(Piece(TEXT, film=shown), media)["content"]
    block = (
        '<figure class="wp-block-video"><video controls src="https://blog.example/a.mp4?x=1&amp;y"></video></figure>'
    )
    assert html.endswith(f'<!-- wp:video {{"id": 9}} -->\n{block}\n<!-- /wp:video -->')


def test_a_film_stands_beside_pictures(stage: Stage) -> None:
    piece = replace(stage.piece(pictures=2), film=film(1))
    stage.publish(piece)
    [post] = stage.public
    assert [media["mime"] for media in post["media"]] == ["video/mp4", "image/jpeg", "image/png"]


@pytest.mark.parametrize(
    ("text", "title", "begins"),
    [
        ("Más lejos que nunca\n\nLa nueva Aurora.", "Más lejos que nunca", "La nueva Aurora."),
        ("La nueva Aurora ya está aquí. Ven a verla.", "La nueva Aurora ya está aquí", "La nueva Aurora"),
        ("Señores,\n\nla nueva Aurora.", "Señores,", "Señores,"),
        ("Ya está aquí.\n\nLa nueva Aurora.", "Ya está aquí", "Ya está aquí."),
        ("Más lejos\nque nunca\n\nLa nueva Aurora.", "Más lejos", "Más lejos"),
        ("z. B. der neue Kombi ist da. Kommt!", "z. B. der neue Kombi ist da", "z. B. der neue"),
        (
            "新しいオーロラがついに全国の販売店に登場しました。今すぐ！",
            "新しいオーロラがついに全国の販売店に登場しました。",
            "新しい",
        ),
        ("a " * 60, "a " * 38 + "a…", "a a"),
        ("a" * 200, "a" * 79 + "…", "aaa"),
        ("<3 & más", "&lt;3 &amp; más", "&lt;3"),
        ("https://aurora.example/es", "https://aurora.example/es", "<a"),
    ],
)
def test_the_title_is_a_headline_or_the_first_sentence(text: str, title: str, begins: str) -> None:
    made = article(Piece(text), {})
    assert made["title"] == title
    assert made["content"].removeprefix("<!-- wp:paragraph -->\n<p>").startswith(begins)


def test_pictures_alone_are_titled_by_their_description(stage: Stage) -> None:
    piece = Piece("", pictures=PICTURES)
    assert article(piece, {})["title"] == "Un coche rojo"
    assert stage.publish(piece)
    assert stage.public[0]["text"] == ""


def test_pictures_without_any_words_are_a_post_too(stage: Stage) -> None:
    stage.publish(Piece("", pictures=(picture(alt=""),)))
    assert len(stage.public[0]["media"]) == 1


def test_a_headline_is_read_once_and_nothing_of_the_text_is_lost(stage: Stage) -> None:
    piece = Piece("Más lejos que nunca\n\nLa nueva Aurora: <800 km> & más.\nVen.", LINK)
    stage.publish(piece)
    assert stage.public[0]["text"] == NETWORK.body(piece)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("¡Señores! El éxito de Ümit: 100 % eléctrico", "senores-el-exito-de-umit-100-electrico"),
        ("新車", "post"),
        ("word " * 50, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_slug_is_readable_and_ours_alone(text: str, words: str) -> None:
    slugs = {slug_of(Piece(text)) for _ in range(100)}
    assert {slug[:-13] for slug in slugs} == {words}
    assert len(slugs) == 100


# --- the draft


def test_only_the_last_call_makes_anything_public(stage: Stage) -> None:
    piece = Piece(TEXT, LINK, PICTURES)
    handle = stage.prepare(piece, {})
    assert stage.public == []
    [draft] = drafts(stage)
    assert (str(draft["id"]), draft["slug"]) == (handle["post"], handle["slug"])
    receipt = stage.publish(piece, handle)
    assert receipt.remote_id == handle["post"]
    assert receipt.permalink.endswith(f"/{handle['slug']}/")
    assert drafts(stage) == []


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        ("truncated_answer", {}),
        ("reset_mid_answer", {}),
        ("error_after_create", {}),
        ("hang_after_accept", {"seconds": 2}),
    ],
)
def test_a_draft_whose_answer_was_lost_is_found_and_not_made_again(stage: Stage, fault: str, how: dict) -> None:
    handle: dict = {}
    stage.fault(fault, "media", count=1, **how)
    with pytest.raises(Later):
        stage.prepare(Piece(TEXT), handle, total=0.5)
    assert handle.keys() == {"slug"}
    stage.prepare(Piece(TEXT), handle)
    assert [str(draft["id"]) for draft in drafts(stage)] == [handle["post"]]


def test_a_draft_that_was_not_made_is_made_at_the_next_try(stage: Stage) -> None:
    handle: dict = {}
    stage.fault("reset_before_create", "media", count=1)
    with pytest.raises(Later):
        stage.prepare(Piece(TEXT), handle)
    slug = handle["slug"]
    stage.prepare(Piece(TEXT), handle)
    assert [draft["slug"] for draft in drafts(stage)] == [slug]


def test_while_the_blog_cannot_be_read_no_second_draft_is_made(stage: Stage) -> None:
    handle: dict = {}
    stage.fault("truncated_answer", "media", count=1)
    stage.fault("error_before_create", "read", count=1)
    for _ in range(2):
        with pytest.raises(Later):
            stage.prepare(Piece(TEXT), handle)
    assert len(drafts(stage)) == 1


def test_a_picture_belongs_to_the_draft_from_the_start() -> None:
    made = answer(201, {"id": 7, "status": "draft", "link": "https://blog.example/?p=7"})
    brought = answer(201, {"id": 12, "source_url": "https://blog.example/c.jpg"})
    handle, (_, heard) = spoken(made, brought, piece=Piece(TEXT, "", PICTURES[:1]), handle={}, step="prepare")
    assert handle["media"] == {PICTURES[0].checksum: {"id": "12", "url": "https://blog.example/c.jpg"}}
    assert b'name="post"\r\n\r\n7\r\n' in heard.body
    assert PICTURES[0].read() in heard.body


def test_what_is_published_is_what_was_approved_whatever_became_of_the_draft(stage: Stage) -> None:
    handle = stage.prepare(Piece(TEXT), {})
    called(stage, "POST", f"/wp/v2/posts/{handle['post']}", json={"content": "<p>Compra ya</p>", "title": "Ya"})
    stage.publish(Piece(TEXT), handle)
    assert stage.public[0]["text"] == TEXT


def test_a_draft_that_somebody_deleted_is_made_anew(stage: Stage) -> None:
    handle = stage.prepare(Piece(TEXT), {})
    called(stage, "DELETE", f"/wp/v2/posts/{handle['post']}", query={"force": "true"})
    with pytest.raises(Later) as caught:
        stage.publish(Piece(TEXT), handle)
    assert caught.value.prepare
    assert stage.publish(Piece(TEXT)).remote_id != handle["post"]


@pytest.mark.parametrize("force", ["false", "true"])
def test_a_post_in_doubt_that_somebody_deleted_is_for_a_person(stage: Stage, force: str) -> None:
    handle = stage.prepare(Piece(TEXT), {})
    stage.publish(Piece(TEXT), handle)
    called(stage, "DELETE", f"/wp/v2/posts/{handle['post']}", query={"force": force})
    with pytest.raises(Refused, match="decide"):
        stage.find(Piece(TEXT), handle)


def test_absence_is_certain_at_once(stage: Stage) -> None:
    handle = stage.prepare(Piece(TEXT), {})
    assert stage.find(Piece(TEXT), handle) is None
    assert (NETWORK.proof.certain, NETWORK.proof.looks, NETWORK.proof.settle) == (True, 1, timedelta(0))


def test_a_repeat_that_fails_though_the_first_is_out_leaves_one_post(stage: Stage) -> None:
    handle = stage.prepare(Piece(TEXT), {})
    first = stage.publish(Piece(TEXT), handle)
    stage.fault("replay_error", count=1)
    with pytest.raises(Unsure):
        stage.publish(Piece(TEXT), handle)
    assert stage.find(Piece(TEXT), handle) == first
    assert len(stage.public) == 1


@pytest.mark.parametrize("status", ["pending", "draft", "future", "private"])
def test_a_post_that_the_blog_keeps_back_is_not_called_public(status: str) -> None:
    kept = answer(200, {**PUBLIC, "status": status})
    with pytest.raises(Refused, match=f"“{status}”") as caught:
        spoken(kept)
    assert caught.value.trouble == Trouble.PERMISSION
    assert spoken(kept, step="find")[0] is None


def test_publishing_is_one_call_with_all_there_is_to_say() -> None:
    receipt, [heard] = spoken(answer(200, PUBLIC))
    assert receipt == Receipt("7", "https://blog.example/aurora/")
    assert (heard.method, heard.target) == ("POST", "/wp/v2/posts/7?_fields=id,status,link")
    assert json.loads(heard.body) == {**article(Piece(TEXT), {}), "status": "publish"}


@pytest.mark.parametrize("said", [b"<html>Under maintenance</html>", b"[]", b'{"id": 7}', b""])
def test_a_success_that_cannot_be_read_leaves_doubt(said: bytes) -> None:
    with pytest.raises(Unsure):
        spoken(answer(200, said))
    with pytest.raises(Later):
        spoken(answer(200, said), step="find")


# --- what is said of errors


@pytest.mark.parametrize(
    ("answer", "kind", "what"),
    [
        (error(401, "rest_not_logged_in"), Refused, Trouble.RECONNECT),
        (error(401, "rest_cannot_create"), Refused, Trouble.RECONNECT),
        (error(401, "incorrect_password"), Refused, Trouble.RECONNECT),
        (error(401, "invalid_username"), Refused, Trouble.RECONNECT),
        (error(401), Refused, Trouble.RECONNECT),
        (error(403, "rest_cannot_create"), Refused, Trouble.PERMISSION),
        (error(403, "rest_cannot_publish"), Refused, Trouble.PERMISSION),
        (error(403, "rest_cannot_edit_others"), Refused, Trouble.PERMISSION),
        (error(403, "rest_forbidden"), Refused, Trouble.PERMISSION),
        (error(400, "rest_cannot_create"), Refused, Trouble.PERMISSION),
        (error(400, "rest_invalid_param"), Refused, Trouble.CONTENT),
        (error(400, "rest_forbidden_status"), Refused, Trouble.CONTENT),
        (error(400, "empty_content"), Refused, Trouble.CONTENT),
        (error(404, "rest_no_route"), Refused, Trouble.MISCONFIGURED),
        (error(404, "rest_post_invalid_id"), Later, Scope.DELIVERY),
        (error(400, "rest_upload_no_data"), Refused, Trouble.MEDIA),
        (error(412, "rest_upload_hash_mismatch"), Refused, Trouble.MEDIA),
        (error(500, "rest_upload_sideload_error"), Refused, Trouble.MEDIA),
        (error(500, "rest_upload_unknown_error"), Refused, Trouble.MEDIA),
        (error(413), Refused, Trouble.MEDIA),
        (error(429), Later, Scope.HOME),
        (error(400, "rest_post_exists"), Unsure, None),
        (error(500, "db_update_error"), Unsure, None),
        (error(503), Unsure, None),
        (error(504), Unsure, None),
        (error(403), Unsure, None),
        (error(404), Unsure, None),
        (error(200), Unsure, None),
    ],
)
def test_the_code_decides_before_the_status(answer: Answer, kind: type[NetworkError], what: Any) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == what or getattr(found, "scope", None) == what
    assert found.status == answer.status
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False), Unsure)


def test_a_page_that_is_not_found_while_connecting_is_a_wrong_address() -> None:
    found = verdict(error(404), once=False)
    assert isinstance(found, Refused)
    assert "/wp-json" in found.reason
    assert found.trouble == Trouble.MISCONFIGURED


@pytest.mark.parametrize(("told", "seconds"), [({"retry_after": "300"}, 300), ({}, 60)])
def test_a_host_that_has_enough_is_left_alone(told: dict, seconds: int) -> None:
    found = verdict(error(429, **told), once=True)
    assert isinstance(found, Later)
    assert found.until
    assert abs(found.until - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=5)


# --- who we are


ME = {"id": 3, "name": "Ana", "slug": "ana", "capabilities": {"publish_posts": True, "upload_files": True}}
SITE = {"name": "Aurora &amp; sons", "home": "https://blog.example"}


def test_a_blog_is_known_by_its_user_and_its_own_address() -> None:
    me, heard = spoken(answer(200, ME), answer(200, SITE), step="identify")
    assert isinstance(me, Identity)
    assert (me.remote_id, me.name, me.handle, me.address) == ("3", "Aurora & sons", "ana", "https://blog.example")
    assert heard[0].headers["authorization"] == "Basic " + base64.b64encode(f"aurora:{PASSWORD}".encode()).decode()


def test_a_blog_without_rewritten_addresses_is_reached_all_the_same() -> None:
    _, heard = spoken(answer(200, ME), answer(200, SITE), step="identify", path="/?rest_route=")
    assert [request.target.partition("&")[0] for request in heard] == [
        "/?rest_route=/wp/v2/users/me",
        "/?rest_route=/",
    ]


@pytest.mark.parametrize("right", ["publish_posts", "upload_files"])
def test_a_user_who_may_not_publish_is_not_connected(right: str) -> None:
    rights = {name: True for name in ME["capabilities"] if name != right}
    with pytest.raises(Refused, match="author or editor") as caught:
        spoken(answer(200, {**ME, "capabilities": rights}), step="identify")
    assert caught.value.trouble == Trouble.PERMISSION


@pytest.mark.parametrize(
    "said",
    [
        answer(401, {"code": "incorrect_password", "message": f"{PASSWORD} is wrong"}),
        answer(500, f"<h1>{base64.b64encode(f'aurora:{PASSWORD}'.encode()).decode()}</h1>".encode()),
        answer(403, f"<h1>{PASSWORD}</h1>".encode()),
    ],
)
def test_a_password_that_comes_back_is_told_to_nobody(stage: Stage, said: bytes) -> None:
    with pytest.raises(NetworkError) as caught:
        spoken(said)
    told = stage.tells(caught.value)
    assert PASSWORD not in told
    assert base64.b64encode(f"aurora:{PASSWORD}".encode()).decode() not in told


def test_an_application_password_may_be_typed_with_spaces(stage: Stage) -> None:
    spaced = stage.account.secret["password"].replace("-", " ")
    stage.account = replace(stage.account, secret={**stage.account.secret, "password": spaced})
    assert stage.publish(Piece(TEXT))
