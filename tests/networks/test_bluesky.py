"""Bluesky: keys that are times, facets by bytes, sessions that renew themselves."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Later, NetworkError, Piece, Refused, Scope, Trouble, Unfinished, Unsure
from publisher.networks.bluesky import Bluesky
from publisher.networks.bluesky.record import mentions, record
from publisher.networks.bluesky.tid import new_tid, time_of
from publisher.networks.bluesky.verdicts import verdict
from publisher.networks.http import Door
from tests.networks.conftest import TEXT, Stage, answer, film, picture, saying, wire

NETWORK = Bluesky()
DUE = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("bluesky")


def renew(account: Account) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            return replace(account, secret=await NETWORK.renew(door, account))

    return asyncio.run(steps())


def facets(text: str, dids: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """What is marked in a text, by its bytes, and as what."""
    post = record(Piece(text), new_tid(DUE), {}, dids or {})
    marked = []
    for facet in post.get("facets", []):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        [feature] = facet["features"]
        kind = feature.pop("$type").removeprefix("app.bsky.richtext.facet#")
        marked.append((text.encode()[start:end].decode(), f"{kind} {next(iter(feature.values()))}"))
    return marked


def test_a_key_is_the_second_it_is_due() -> None:
    key = new_tid(DUE)
    assert len(key) == 13
    assert DUE <= time_of(key) < DUE + timedelta(seconds=1)
    assert new_tid(DUE) < new_tid(DUE + timedelta(seconds=1))
    assert new_tid(datetime(1970, 1, 1, tzinfo=UTC))[0] == "2"


def test_a_known_key_is_read_as_its_time() -> None:
    """Both are examples of atproto.com/specs/tid."""
    assert time_of("2222222222222") == datetime(1970, 1, 1, tzinfo=UTC)
    assert time_of("3jzfcijpj2z2a").year == 2023


def test_the_record_is_the_same_in_every_attempt() -> None:
    key = new_tid(DUE)
    first, second = (record(Piece(TEXT, "https://aurora.example"), key, {}, {}) for _ in range(2))
    assert first == second
    assert first["createdAt"].startswith("2026-11-23T18:00:00.")
    assert first["createdAt"].endswith("Z")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("✨ @ana.example mira", [("@ana.example", "mention did:plc:ana")]),
        ("(@Ana.example)", [("@Ana.example", "mention did:plc:ana")]),
        ("@nobody.example ana@ana.example", []),
        ("👩‍👩‍👧‍👦 #Aurora, ¡#añoNuevo!", [("#Aurora", "tag Aurora")]),
        ("#añoNuevo! ＃新車", [("#añoNuevo", "tag añoNuevo"), ("＃新車", "tag 新車")]),
        ("#2026 #️⃣ # #E-mobility", [("#E-mobility", "tag E-mobility")]),
        ("mira https://aurora.example/#a.", [("https://aurora.example/#a", "link https://aurora.example/#a")]),
        ("#a\n#b", [("#a", "tag a"), ("#b", "tag b")]),
        ("#" + "x" * 65, []),
    ],
)
def test_links_tags_and_mentions_are_marked_by_bytes(text: str, marked: list[tuple[str, str]]) -> None:
    assert facets(text, {"ana.example": "did:plc:ana", "nobody.example": ""}) == marked


def test_facets_never_overlap() -> None:
    link = "https://aurora.example/(@ana.example)"
    assert facets(link, {"ana.example": "did:plc:ana"}) == [(link, f"link {link}")]


def test_handles_are_found_once() -> None:
    assert mentions("@ana.example @ANA.example @bruno.example @alone") == ["ana.example", "bruno.example"]


def test_a_mention_is_resolved_and_an_unknown_one_stays_text(stage: Stage) -> None:
    other = stage.sandbox.ask("POST", "accounts", {"network": "bluesky", "handle": "ana.test", "name": "Ana"})
    piece = Piece("Gracias @ana.test y @nadie.test")
    handle = stage.prepare(piece, {})
    assert handle["dids"] == {"ana.test": other["remote_id"], "nadie.test": ""}
    stage.publish(piece, handle)
    assert len(stage.public) == 1


def test_a_link_is_a_card_and_with_pictures_it_is_text() -> None:
    card = record(Piece(TEXT, "https://aurora.example/es"), new_tid(DUE), {}, {})
    assert card["text"] == TEXT
    assert card["embed"]["external"] == {
        "uri": "https://aurora.example/es",
        "title": "aurora.example",
        "description": "",
    }
    shown = picture()
    post = record(Piece(TEXT, "https://aurora.example/es", (shown,)), new_tid(DUE), {shown.checksum: {"ref": 1}}, {})
    assert post["text"].endswith("\n\nhttps://aurora.example/es")
    [image] = post["embed"]["images"]
    assert (image["alt"], image["aspectRatio"]) == (shown.alt, {"width": 64, "height": 48})


def test_another_post_under_the_key_leaves_doubt(stage: Stage) -> None:
    stage.publish(Piece(TEXT))
    with pytest.raises(Unsure) as caught:
        stage.publish(Piece("Otra cosa"))
    assert caught.value.status == 400
    assert len(stage.public) == 1


def test_a_blob_thrown_away_is_brought_again(stage: Stage) -> None:
    piece = Piece(TEXT, pictures=(picture(),))
    handle = stage.prepare(piece, {})
    stage.sandbox.ask("POST", "settings", {"bluesky_blob_life": 0})
    try:
        with pytest.raises(Later) as caught:
            stage.publish(piece, handle)
    finally:
        stage.sandbox.ask("POST", "settings", {"bluesky_blob_life": 3600})
    assert caught.value.prepare
    stage.publish(piece)
    assert len(stage.public) == 1


def test_too_many_bytes_are_noticed_and_refused(stage: Stage) -> None:
    piece = Piece("👩‍👩‍👧‍👦" * 121)
    [finding] = NETWORK.preflight(piece, {})
    assert "3025 bytes; Bluesky takes 3000" in finding.sentence
    with pytest.raises(Refused) as caught:
        stage.publish(piece)
    assert caught.value.trouble == Trouble.CONTENT


def test_a_session_says_itself_how_long_it_lives(stage: Stage) -> None:
    end = datetime.fromisoformat(stage.account.secret["expires_at"])
    assert abs(end - datetime.now(UTC) - timedelta(hours=2)) < timedelta(minutes=5)


def test_what_is_left_is_told_with_the_receipt(stage: Stage) -> None:
    [quota] = stage.publish(Piece(TEXT)).quotas
    assert (quota.name, quota.limit) == ("points for writing", 5000)
    assert 0 < quota.used < 10


def test_an_ended_session_is_renewed_and_goes_on(stage: Stage) -> None:
    stage.fault("expired_token", count=1)
    with pytest.raises(Later) as caught:
        stage.publish(Piece(TEXT))
    assert caught.value.reconnect
    old = stage.account.secret
    stage.account = renew(stage.account)
    assert stage.account.secret["refresh"] != old["refresh"]
    assert stage.account.secret["password"] == old["password"]
    assert stage.publish(Piece(TEXT))


@pytest.mark.parametrize("refresh", ["", "no token at all"])
def test_without_a_refresh_token_the_password_opens_a_session(stage: Stage, refresh: str) -> None:
    stage.account = replace(stage.account, secret={**stage.account.secret, "refresh": refresh, "access": ""})
    with pytest.raises(Later) as caught:
        stage.publish(Piece(TEXT))
    assert caught.value.reconnect
    stage.account = renew(stage.account)
    assert stage.publish(Piece(TEXT))


def test_a_trouble_while_renewing_is_no_reason_to_log_in_anew(stage: Stage) -> None:
    stage.sandbox.fault("error_before_create", "auth", network="bluesky", status=503)
    with pytest.raises(Later) as caught:
        renew(stage.account)
    assert not caught.value.reconnect
    assert sum(fault["hits"] for fault in stage.sandbox.ask("GET", "faults")["faults"]) == 1


def test_a_wrong_password_needs_a_person(stage: Stage) -> None:
    stage.account = replace(stage.account, secret={**stage.account.secret, "password": "wrong-pass", "refresh": ""})
    with pytest.raises(Refused) as caught:
        renew(stage.account)
    assert caught.value.trouble == Trouble.RECONNECT
    assert "wrong-pass" not in stage.tells(caught.value)


def test_a_look_needs_no_session(stage: Stage) -> None:
    stage.publish(Piece(TEXT))
    stage.account = replace(stage.account, secret={})
    assert stage.find(Piece(TEXT))


def test_a_closed_account_is_for_a_person() -> None:
    session = answer(200, {"did": "did:plc:a", "handle": "a.example", "active": False, "status": "takendown"})

    async def steps() -> None:
        async with wire(saying(session)) as server, Door() as door:
            await NETWORK.identify(door, Account(server.url, "", {"access": "a"}))

    with pytest.raises(Refused) as caught:
        asyncio.run(steps())
    assert caught.value.trouble == Trouble.BLOCKED


def error(status: int, name: str = "", said: str = "", **headers: str) -> Answer:
    json = {"error": name, "message": said} if name else None
    return Answer("b.example", status, {key.replace("_", "-"): value for key, value in headers.items()}, said, json)


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (error(400, "InvalidToken"), Later, None),
        (error(401, "AuthMissing"), Refused, Trouble.RECONNECT),
        (error(401, "AuthFactorTokenRequired"), Refused, Trouble.RECONNECT),
        (error(401, "AccountTakedown"), Refused, Trouble.BLOCKED),
        (error(403, "InsufficientScope"), Refused, Trouble.PERMISSION),
        (error(400, "InvalidRequest", "Bad token scope"), Refused, Trouble.PERMISSION),
        (error(400, "BlobTooLarge"), Refused, Trouble.MEDIA),
        (error(413, "PayloadTooLarge"), Refused, Trouble.MEDIA),
        (error(413), Refused, Trouble.MEDIA),
        (error(400, "InvalidRequest", "Invalid app.bsky.feed.post record"), Refused, Trouble.CONTENT),
        (error(404, "XRPCNotSupported"), Refused, Trouble.MISCONFIGURED),
        (error(400), Unsure, None),
        (error(500, "InternalServerError"), Unsure, None),
        (error(502, "UpstreamFailure"), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], trouble: Trouble | None) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert not isinstance(verdict(answer, once=False), Unsure)


@pytest.mark.parametrize(("policy", "scope"), [("3000;w=300", Scope.HOME), ("5000;w=3600", Scope.PAGE)])
def test_a_limit_by_address_concerns_every_page(policy: str, scope: Scope) -> None:
    said = error(429, "RateLimitExceeded", ratelimit_reset=str(int(DUE.timestamp())), ratelimit_policy=policy)
    found = verdict(said, once=True)
    assert isinstance(found, Later)
    assert (found.until, found.scope) == (DUE, scope)


def test_a_film_that_the_service_knows_is_not_worked_on_again(stage: Stage) -> None:
    piece = stage.filmed()
    stage.publish(piece)
    stage.key = NETWORK.key(stage.began)
    assert stage.publish(piece)
    assert len(stage.public) == 2


def test_no_film_is_sent_where_there_is_no_room_for_it(stage: Stage) -> None:
    with stage.sandbox.set(bluesky_films_a_day=0), pytest.raises(Later, match="no more films") as caught:
        stage.prepare(stage.filmed(), {})
    assert (caught.value.scope, caught.value.status) == (Scope.DELIVERY, 200)
    assert caught.value.until


@pytest.mark.parametrize(
    ("room", "kind"),
    [
        (answer(200, {"canUpload": False, "message": "User must have confirmed email"}), Refused),
        (answer(200, {"canUpload": True, "remainingDailyVideos": 3, "remainingDailyBytes": 10}), Later),
        (answer(501, {"error": "MethodNotImplemented"}), Unfinished),
        (answer(200, {"canUpload": True}), Unfinished),
    ],
)
def test_a_video_service_is_asked_whether_it_takes_a_film(room: bytes, kind: type[Exception]) -> None:
    async def steps() -> None:
        uploading = (answer(200, {"did": "did:plc:a"}), leave, answer(200, {"jobId": "j1"}))
        async with wire(saying(leave, room, *uploading)) as server, Door() as door:
            us = Account(server.url, "did:plc:a", {"access": "a", "video": server.url})
            await NETWORK.prepare(door, us, Piece("", film=film()), {})

    leave = answer(200, {"token": "t"})
    with pytest.raises(kind):
        asyncio.run(steps())


def film_state(*states: bytes) -> dict:
    """What the handle holds after the video service answered so."""

    async def steps() -> dict:
        async with wire(saying(*states)) as server, Door() as door:
            handle = {"job": "j1"}
            us = Account(server.url, "did:plc:a", {"access": "a", "video": server.url})
            await NETWORK.prepare(door, us, Piece("", film=film()), handle)
            return handle

    return asyncio.run(steps())


def job(state: str, **more: Any) -> bytes:
    return answer(200, {"jobStatus": {"jobId": "j1", "did": "did:plc:a", "state": state, **more}})


def test_a_film_is_waited_for_until_it_has_a_blob() -> None:
    assert film_state(job("JOB_STATE_ANYTHING", blob={"size": 1}))["blobs"] == {film().checksum: {"size": 1}}
    with pytest.raises(Unfinished):
        film_state(job("JOB_STATE_SCANNING"))
    with pytest.raises(Refused, match="Save it anew") as caught:
        film_state(job("JOB_STATE_FAILED", failureCode="encoding_failure", message="words"))
    assert caught.value.network_text == "words"
    with pytest.raises(Refused, match="stronger compression"):
        film_state(job("JOB_STATE_FAILED", failureCode="pds_upload_unsupported_blob_size"))


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("VideoTooLarge", 400, Refused),
        ("VideoTooLong", 400, Refused),
        ("UploadForbidden", 403, Refused),
        ("DailyLimitExceeded", 400, Later),
        ("ServiceOverloaded", 503, Later),
    ],
)
def test_what_the_video_service_says_no_to(name: str, status: int, kind: type[NetworkError]) -> None:
    body = {"error": name, "message": "words"}
    found = verdict(Answer("video.bsky.app", status, {}, json.dumps(body), body), once=False)
    assert type(found) is kind
    assert getattr(found, "scope", Scope.DELIVERY) == Scope.DELIVERY


def test_servers_that_take_less_are_given_less() -> None:
    """What operators set (`MARQUEE_LIMITS`) is what pictures are made to fit, and not only what they are judged by."""
    limits, heavy = {"image_bytes": 976_560, "seconds": 600}, replace(picture(), size=1_000_000)
    assert NETWORK.picture_rules(limits).size == 976_560
    assert [finding.field for finding in NETWORK.preflight(Piece(TEXT, pictures=(heavy,)), limits)] == ["pictures"]
    long = Piece(TEXT, film=replace(film(), seconds=500.0))
    assert NETWORK.preflight(long, limits) == []
    assert "180 s here" in NETWORK.preflight(long, {})[0].sentence
