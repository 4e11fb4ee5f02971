"""LinkedIn: little text, pictures under names of their own, errors by code, and posts looked for among the author's."""

import asyncio
import json
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import (
    Account,
    Identity,
    Later,
    NetworkError,
    Piece,
    Receipt,
    Refused,
    Scope,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.linkedin import LinkedIn
from publisher.networks.linkedin.little import escape, plain
from publisher.networks.linkedin.verdicts import verdict
from tests.networks.conftest import LINK, TEXT, Heard, Stage, answer, film, picture, saying, wire

NETWORK = LinkedIn()
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
RESERVED = r"|{}@[]()<>#\*_~"
US = "urn:li:organization:7"


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("linkedin")


def error(status: int, code: str = "", message: str = "words", field_code: str = "") -> Answer:
    body: dict[str, Any] = {"status": status, "message": message}
    if code:
        body["code"] = code
    if field_code:
        body["errorDetails"] = {"inputErrors": [{"code": field_code}]}
    return Answer("api.linkedin.com", status, {"x-li-uuid": "u1"}, json.dumps(body), body)


@pytest.mark.parametrize(
    ("text", "little"),
    [
        ("Aurora (2026)", r"Aurora \(2026\)"),
        (RESERVED, "".join(f"\\{sign}" for sign in RESERVED)),
        ("#Aurora #año2026", "#Aurora #año2026"),
        ("#snake_case", r"#snake\_case"),
        ("# 1, C#, C#minor, ##", r"\# 1, C\#, C\#minor, \#\#"),
        ("https://a.example/x_y#top", r"https://a.example/x\_y\#top"),
        ("ana@aurora.example", r"ana\@aurora.example"),
        (r"a\(b", r"a\\\(b"),
        ("Señores,\n\n¡ya!", "Señores,\n\n¡ya!"),
    ],
)
def test_reserved_characters_are_escaped_and_hashtags_are_not(text: str, little: str) -> None:
    assert escape(text) == little
    assert plain(little) == text


def test_a_hashtag_comes_back_as_a_template() -> None:
    assert plain(r"Ya: {hashtag|\#|Aurora} y {hashtag|#|a\_b} \{fin\}") == "Ya: #Aurora y #a_b {fin}"


def test_all_words_after_a_bracket_become_public(stage: Stage) -> None:
    text = f"La Aurora (2026) [nueva], 100 % eléctrica: {RESERVED} #Aurora_2026, ¡ya!"
    stage.publish(Piece(text))
    assert [post["text"] for post in stage.public] == [text]


def test_without_escapes_a_post_ends_at_its_first_bracket(stage: Stage) -> None:
    """What the imitation does so that the test above proves something; LinkedIn answers 201 all the same."""
    post = {
        "author": f"urn:li:organization:{stage.account.remote_id}",
        "commentary": "La Aurora (2026) ya",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }
    headers = {
        "Authorization": f"Bearer {stage.account.secret['token']}",
        "Content-Type": "application/json",
        "LinkedIn-Version": "202609",
        "X-Restli-Protocol-Version": "2.0.0",
    }
    request = urllib.request.Request(f"{stage.account.home}/rest/posts", json.dumps(post).encode(), headers)
    with urllib.request.urlopen(request, timeout=5) as said:
        assert (said.status, said.read()) == (201, b"")
    assert [post["text"] for post in stage.public] == ["La Aurora "]


def test_backslashes_count_and_so_do_both_halves_of_an_emoji() -> None:
    assert NETWORK.count("(a)", {}).used == 5
    assert NETWORK.count("👩‍👩‍👧‍👦", {}).used == 11
    [finding] = NETWORK.preflight(Piece("(" * 1501), {})
    assert "3002 characters as LinkedIn counts" in finding.sentence
    assert "Shorten it by 2." in finding.sentence


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (error(401, "EMPTY_ACCESS_TOKEN"), Later, None),
        (error(401, "REVOKED_ACCESS_TOKEN"), Later, None),
        (error(401, "EXPIRED_ACCESS_TOKEN"), Later, None),
        (error(403, "ACCESS_DENIED"), Refused, Trouble.PERMISSION),
        (error(403), Refused, Trouble.PERMISSION),
        (error(400, "VERSION_MISSING"), Refused, Trouble.APP),
        (error(426, "NONEXISTENT_VERSION"), Refused, Trouble.APP),
        (Answer("api.linkedin.com", 426, {}, "", None), Refused, Trouble.APP),
        (error(404), Refused, Trouble.MISCONFIGURED),
        (error(400, "FIELD_LENGTH_TOO_LONG"), Refused, Trouble.CONTENT),
        (error(400, field_code="INVALID_VALUE_FOR_FIELD"), Refused, Trouble.CONTENT),
        (error(400, "MISSING_FIELD"), Refused, Trouble.CONTENT),
        (error(400, "INVALID_URN_TYPE"), Refused, Trouble.CONTENT),
        (error(400, "INVALID_URL"), Refused, Trouble.CONTENT),
        (error(400, "INVALID_VALUE_BLANK_FIELD"), Refused, Trouble.CONTENT),
        (error(400, field_code="INVALID_IMAGE_ID"), Refused, Trouble.MEDIA),
        (error(400, "MEDIA_ASSET_PROCESSING_FAILED"), Refused, Trouble.MEDIA),
        (error(400, "UPDATING_ASSET_FAILED"), Refused, Trouble.MEDIA),
        (error(400, "MEDIA_ASSET_WAITING_UPLOAD"), Later, None),
        (error(400, "EXPIRED_UPLOAD_URL"), Later, None),
        (error(409, "CONFLICT"), Later, None),
        (error(413), Refused, Trouble.MEDIA),
        (error(422, "DUPLICATE_POST"), Unsure, None),
        (error(422, message="Content is a duplicate of urn:li:share:7"), Unsure, None),
        (error(422), Refused, Trouble.CONTENT),
        (error(429, "TOO_MANY_REQUESTS"), Later, None),
        (Answer("api.linkedin.com", 429, {}, "", None), Later, None),
        (error(500), Unsure, None),
        (error(503), Unsure, None),
        (error(418), Unsure, None),
        (Answer("api.linkedin.com", 400, {}, "<html>", None), Unsure, None),
        (Answer("api.linkedin.com", 999, {}, "<html>", None), Refused, Trouble.APP),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], trouble: Trouble | None) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert found.status == answer.status
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False), Unsure)


def test_the_words_and_the_trace_are_linkedins() -> None:
    found = verdict(error(403, "ACCESS_DENIED", "Not enough permissions"), once=True)
    assert (found.network_text, found.trace_id) == ("Not enough permissions", "u1")
    assert "content admin" in found.reason


def test_a_dead_token_is_renewed_and_dead_pictures_are_brought_again() -> None:
    dead, gone = (verdict(error(*said), once=True) for said in ((401,), (400, "EXPIRED_UPLOAD_URL")))
    assert isinstance(dead, Later)
    assert dead.reconnect
    assert isinstance(gone, Later)
    assert gone.prepare


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("Too many requests", 1), ("Resource level throttle APPLICATION DAY limit for calls is reached.", 5)],
)
def test_a_limit_is_probed_and_never_waited_for_beyond_midnight(said: str, minutes: int) -> None:
    """LinkedIn gives no Retry-After; its daily counters start anew at 00:00 UTC."""
    found, now = verdict(error(429, message=said), once=True), datetime.now(UTC)
    assert isinstance(found, Later)
    assert found.until
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    at_the_latest = min(now + timedelta(minutes=minutes), midnight + timedelta(minutes=1))
    assert abs(found.until - at_the_latest) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("Too many requests", Scope.PAGE),
        ("Resource level throttle APPLICATION DAY limit for calls to this resource is reached.", Scope.HOME),
        ("Resource level throttle MEMBER DAY limit for calls to this resource is reached.", Scope.PAGE),
        ("Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.", Scope.PAGE),
    ],
)
def test_a_limit_of_the_app_concerns_all_its_pages_and_one_of_a_member_does_not(said: str, scope: Scope) -> None:
    found = verdict(error(429, message=said), once=True)
    assert isinstance(found, Later)
    assert found.scope == scope


def account(server: str = "", **secret: str) -> Account:
    return Account(server, "7", {"token": "t0ken", **secret}, "aurora", "https://www.linkedin.com/company/aurora")


def publish(*answers: bytes, piece: Piece, handle: dict | None = None) -> tuple[Receipt, list[Heard]]:
    async def steps() -> tuple[Receipt, list[Heard]]:
        async with wire(saying(*answers)) as server, Door() as door:
            return await NETWORK.publish(door, account(server.url), piece, "", handle or {}), server.heard

    return asyncio.run(steps())


def test_the_name_of_the_post_stands_in_a_header_alone() -> None:
    receipt, [heard] = publish(answer(201, X_RestLi_Id="urn:li:share:71", X_Li_Uuid="u1"), piece=Piece(TEXT))
    assert receipt == Receipt("urn:li:share:71", "https://www.linkedin.com/feed/update/urn:li:share:71/", "u1")
    assert (heard.headers["linkedin-version"], heard.headers["x-restli-protocol-version"]) == ("202609", "2.0.0")
    assert (heard.target, json.loads(heard.body)["author"]) == ("/rest/posts", US)


def test_operators_may_speak_another_version() -> None:
    """Each is answered for a year; when ours ends before Marquee is renewed, LinkedIn's pages need not wait."""

    async def steps() -> list[Heard]:
        limits = {"linkedin": {"version": 202611}}
        async with wire(saying(answer(201, x_restli_id="urn:li:share:71"))) as server, Door(limits=limits) as door:
            await NETWORK.publish(door, account(server.url), Piece(TEXT), "", {})
            return server.heard

    [heard] = asyncio.run(steps())
    assert heard.headers["linkedin-version"] == "202611"


def test_a_201_without_the_name_leaves_doubt() -> None:
    with pytest.raises(Unsure, match="did not say where"):
        publish(answer(201), piece=Piece(TEXT))


def content(piece: Piece, handle: dict | None = None) -> Any:
    out = answer(200, {"lifecycleState": "PUBLISHED"})
    _, [heard, *_] = publish(answer(201, x_restli_id="urn:li:share:71"), out, piece=piece, handle=handle)
    post = json.loads(heard.body)
    return post["commentary"], post.get("content")


def test_a_post_shows_a_link_or_one_picture_or_several() -> None:
    red, blue = picture(), picture(color="blue", alt="")
    handle = {"images": {red.checksum: "urn:li:image:1", blue.checksum: "urn:li:image:2"}}
    assert content(Piece(TEXT)) == (TEXT, None)
    article = {"source": LINK, "title": "aurora.example"}
    assert content(Piece(TEXT, LINK)) == (TEXT, {"article": article})
    one = {"id": "urn:li:image:1", "altText": "Un coche rojo"}
    assert content(Piece(TEXT, LINK, (red,)), handle) == (f"{TEXT}\n\n{LINK}", {"media": one})
    several = {"images": [one, {"id": "urn:li:image:2"}]}
    assert content(Piece(TEXT, pictures=(red, blue)), handle) == (TEXT, {"multiImage": several})


def test_the_same_picture_twice_is_brought_twice(stage: Stage) -> None:
    handle = stage.prepare(Piece(TEXT, pictures=(picture(), picture())), {})
    assert len(set(handle["images"].values())) == 2


def test_pictures_not_ready_yet_leave_preparing_unfinished(stage: Stage) -> None:
    piece, handle = Piece(TEXT, pictures=(picture(),)), {}
    stage.sandbox.ask("POST", "settings", {"linkedin_processing": 3600})
    try:
        for _ in range(2):
            with pytest.raises(Unfinished) as caught:
                stage.step(piece, handle)
            assert caught.value.wait
    finally:
        stage.sandbox.ask("POST", "settings", {"linkedin_processing": 0})
    assert len(handle["images"]) == len(handle["waiting"]) == 1
    with pytest.raises(Later) as caught:
        stage.publish(piece, handle)
    assert caught.value.prepare
    with pytest.raises(Later, match="still works"):
        stage.publish(piece, {"images": handle["images"]})


def test_a_picture_that_cannot_be_worked_with_is_refused(stage: Stage) -> None:
    broken = replace(picture(), read=lambda: b"no picture")
    with pytest.raises(Refused) as caught:
        stage.prepare(Piece(TEXT, pictures=(broken,)), {})
    assert caught.value.trouble == Trouble.MEDIA


@pytest.mark.parametrize(
    "address", ["https://evil.example/upload", "http://www.linkedin.com/upload", "https://linkedin.com.example"]
)
def test_the_token_goes_to_nobody_but_linkedin(address: str) -> None:
    begun = answer(200, {"value": {"uploadUrl": address, "image": "urn:li:image:1"}})

    async def steps() -> None:
        async with wire(saying(begun)) as server, Door() as door:
            await NETWORK.prepare(door, account(server.url), Piece(TEXT, pictures=(picture(),)), {})

    with pytest.raises(Refused) as caught:
        asyncio.run(steps())
    assert caught.value.trouble == Trouble.MISCONFIGURED


def post(number: int, said: str, at: datetime = BEGAN, **content: Any) -> dict:
    return {
        "id": f"urn:li:share:{number}",
        "commentary": said,
        "createdAt": int(at.timestamp() * 1000),
        **({"content": content} if content else {}),
    }


def look(*pages: list[dict], piece: Piece, handle: dict | None = None) -> tuple[Receipt | None, list[Heard]]:
    async def steps() -> tuple[Receipt | None, list[Heard]]:
        answers = [answer(200, {"elements": page, "paging": {}}) for page in pages]
        async with wire(saying(*answers)) as server, Door() as door:
            us = account(server.url)
            return await NETWORK.find(door, us, piece, "", handle or {}, BEGAN, frozenset()), server.heard

    return asyncio.run(steps())


def test_the_author_is_asked_for_fully_encoded() -> None:
    found, [heard] = look([post(1, r"La Aurora \(2026\) {hashtag|\#|ya}")], piece=Piece("La Aurora (2026) #ya"))
    assert found == Receipt("urn:li:share:1", "https://www.linkedin.com/feed/update/urn:li:share:1/")
    author = "urn%3Ali%3Aorganization%3A7"
    assert heard.target == f"/rest/posts?q=author&author={author}&sortBy=CREATED&start=0&count=20"
    assert heard.headers["x-restli-method"] == "FINDER"


def test_the_name_of_a_picture_finds_the_post_whatever_it_says() -> None:
    red = picture()
    piece, handle = Piece(TEXT, pictures=(red,)), {"images": {red.checksum: "urn:li:image:1"}}
    mine, other = ({"media": {"id": f"urn:li:image:{number}"}} for number in (1, 2))
    several = {"multiImage": {"images": [{"id": "urn:li:image:9"}, {"id": "urn:li:image:1"}]}}
    assert look([post(1, "edited", **mine)], piece=piece, handle=handle)[0]
    assert look([post(1, TEXT, **several)], piece=piece, handle=handle)[0]
    assert look([post(1, TEXT, **other), post(2, TEXT)], piece=piece, handle=handle)[0] is None
    assert look([post(1, TEXT, **other)], piece=piece)[0]
    assert look([post(1, TEXT, **other)], piece=Piece(TEXT))[0] is None


def test_a_link_alone_is_found_by_its_address() -> None:
    listed = [post(1, "", article={"source": LINK, "title": "aurora.example"})]
    assert look(listed, piece=Piece("", LINK))[0]
    assert look(listed, piece=Piece("", f"{LINK}/otra"))[0] is None


def test_posts_from_before_the_attempt_are_not_looked_at() -> None:
    early, just = post(1, TEXT, BEGAN - timedelta(seconds=121)), post(2, TEXT, BEGAN - timedelta(seconds=119))
    assert look([early], piece=Piece(TEXT))[0] is None
    assert look([just], piece=Piece(TEXT))[0]


def test_a_look_goes_on_from_page_to_page_and_ends_with_a_person() -> None:
    full = [post(number, "Otra") for number in range(20)]
    found, heard = look(full, [post(99, TEXT)], piece=Piece(TEXT))
    assert found
    assert "start=20" in heard[1].target
    with pytest.raises(Refused, match="Look there and decide"):
        look(full, piece=Piece(TEXT))


def test_the_same_words_again_are_doubted_and_the_first_post_is_known_for_anothers(stage: Stage) -> None:
    """The error names the post; whether that is ours only a look can tell."""
    receipt = stage.publish(Piece(TEXT))
    with pytest.raises(Unsure, match="said the same already") as caught:
        stage.publish(Piece(TEXT))
    assert receipt.remote_id in caught.value.network_text
    assert stage.find(Piece(TEXT))
    assert stage.find(Piece(TEXT), known=frozenset({receipt.remote_id})) is None


def test_absence_is_only_believed_of_words_alone() -> None:
    assert NETWORK.proof.proves(Piece(TEXT))
    assert not NETWORK.proof.proves(Piece(TEXT, LINK))
    assert not NETWORK.proof.proves(Piece(TEXT, pictures=(picture(),)))
    assert NETWORK.proof.settle + (NETWORK.proof.looks - 1) * NETWORK.proof.pause >= timedelta(minutes=5)


def renewed(stage: Stage, **secret: str) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            us = replace(stage.account, secret={**stage.account.secret, **secret})
            return replace(us, secret=await NETWORK.renew(door, us))

    return asyncio.run(steps())


def test_a_refresh_token_gives_a_new_token(stage: Stage) -> None:
    before = stage.account
    stage.account = renewed(stage)
    assert stage.account.secret["token"] != before.secret["token"]
    assert stage.publish(Piece(TEXT))
    with pytest.raises(Later) as caught:
        Stage("linkedin", before, stage.sandbox).publish(Piece(TEXT))
    assert caught.value.reconnect


@pytest.mark.parametrize(
    ("secret", "trouble"),
    [
        ({"refresh": "revoked"}, Trouble.RECONNECT),
        ({"refresh": ""}, Trouble.RECONNECT),
        ({"client_secret": "wrong"}, Trouble.RECONNECT),
    ],
)
def test_what_no_longer_renews_needs_a_person(stage: Stage, secret: dict, trouble: Trouble) -> None:
    with pytest.raises(Refused) as caught:
        renewed(stage, **secret)
    assert caught.value.trouble == trouble


def test_tokens_are_given_at_another_host_than_the_api() -> None:
    """Nobody is there in a test, and the error names who was asked."""
    secret = {"token": "t", "refresh": "r", "client_id": "c", "client_secret": "s"}
    us = Account("https://api.nobody.invalid", "7", secret)

    async def steps() -> None:
        async with Door(connect=1) as door:
            await NETWORK.renew(door, us)

    with pytest.raises(Later, match=r"www\.nobody\.invalid"):
        asyncio.run(steps())


def test_a_token_that_ended_is_to_be_renewed_before_it_says_who_we_are(stage: Stage) -> None:
    stage.fault("expired_token", "auth", count=1)
    with pytest.raises(Later) as caught:
        identify(stage.account)
    assert caught.value.reconnect


def identify(us: Account) -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            return await NETWORK.identify(door, us)

    return asyncio.run(steps())


def acls(*roles: tuple[int, str]) -> bytes:
    return answer(200, {"elements": [{"organization": f"urn:li:organization:{n}", "role": role} for n, role in roles]})


def identified(*answers: bytes, **secret: str) -> tuple[Identity, list[Heard]]:
    async def steps() -> tuple[Identity, list[Heard]]:
        async with wire(saying(*answers)) as server, Door() as door:
            return await NETWORK.identify(door, Account(server.url, "", {"token": "t", **secret})), server.heard

    return asyncio.run(steps())


ORGANIZATION = answer(200, {"id": 7, "localizedName": "Aurora España", "vanityName": "aurora-es"})


def test_the_only_page_of_a_token_is_taken() -> None:
    me, _ = identified(acls((7, "CONTENT_ADMIN"), (8, "ANALYST")), ORGANIZATION)
    assert (me.remote_id, me.name, me.handle) == ("7", "Aurora España", "aurora-es")
    assert me.address == "https://www.linkedin.com/company/aurora-es"
    assert me.secret == {"token": "t", "organization": "7"}


def test_of_several_pages_one_has_to_be_named() -> None:
    with pytest.raises(Refused, match="2 pages: 7, 8") as caught:
        identified(acls((7, "ADMINISTRATOR"), (8, "ADMINISTRATOR")))
    assert caught.value.trouble == Trouble.MISCONFIGURED
    me, [heard] = identified(ORGANIZATION, organization="7")
    assert (me.remote_id, heard.target) == ("7", "/rest/organizations/7")


def test_who_may_post_nowhere_is_told() -> None:
    with pytest.raises(Refused, match="content admin") as caught:
        identified(acls((8, "ANALYST")))
    assert caught.value.trouble == Trouble.PERMISSION


def test_a_post_that_another_one_is_known_by_is_not_found_by_its_name(stage: Stage) -> None:
    piece = stage.piece(pictures=2)
    handle = stage.prepare(piece, {})
    with stage.sandbox.set(linkedin_publishing=0.5):
        with pytest.raises(Unsure):
            stage.publish(piece, handle)
        assert stage.find(piece, handle, known=frozenset({handle["post"]})) is None


def test_words_alone_are_out_at_once_and_nobody_asks() -> None:
    _, heard = publish(answer(201, x_restli_id="urn:li:share:71"), piece=Piece(TEXT, LINK))
    assert [call.method for call in heard] == ["POST"]


@pytest.mark.parametrize("state", ["PUBLISH_FAILED", "DRAFT"])
def test_what_is_listed_and_not_out_is_not_found(state: str) -> None:
    assert look([{**post(1, TEXT), "lifecycleState": state}], piece=Piece(TEXT))[0] is None


def test_the_parts_of_a_film_are_counted_by_their_tags_and_get_no_token() -> None:
    async def steps() -> tuple[dict, list[Heard]]:
        async with wire(saying(answer(200, ETag='"tag 2"'))) as server, Door() as door:
            parts = [
                {"uploadUrl": f"{server.url}/{n}", "firstByte": n * 1000, "lastByte": 999 + n * 1000} for n in (0, 1)
            ]
            handle = {"film": {"urn": "urn:li:video:1", "token": "", "parts": parts, "tags": ["tag 1"]}}
            with pytest.raises(Unfinished):
                await NETWORK.prepare(door, account(server.url), Piece(TEXT, film=film(4)), handle)
            return handle, server.heard

    handle, [sent] = asyncio.run(steps())
    assert handle["film"]["tags"] == ["tag 1", "tag 2"]
    assert (sent.method, sent.target, sent.body) == ("PUT", "/1", film(4).read(1000, 1000))
    assert "authorization" not in sent.headers


def test_absence_of_a_film_is_not_believed() -> None:
    assert NETWORK.proof.proves(Piece(TEXT))
    assert not NETWORK.proof.proves(Piece(TEXT, film=film()))
