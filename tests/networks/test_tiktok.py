"""TikTok: a film whose last part waits for its time, pictures it fetches, its word on what became of a post, errors."""

import asyncio
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
from publisher.networks.pictures import size_sent
from publisher.networks.tiktok import TikTok, films
from publisher.networks.tiktok.pictures import RULES
from publisher.networks.tiktok.verdicts import failure, verdict
from tests.networks.conftest import (
    FILM,
    JPEGS,
    LINK,
    TEXT,
    Heard,
    Stage,
    answer,
    filled,
    film,
    heavier,
    picture,
    saying,
    wire,
)

NETWORK = TikTok()
MIB = 1024 * 1024
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
HEAVY = heavier(FILM, 17 * MIB + 7)
"""Three parts, the last of which is a little longer."""


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("tiktok")


def filmed(text: str = TEXT, link: str = "", film: Any = FILM) -> Piece:
    return Piece(text, link, film=film)


def pictured(text: str = TEXT, *pictures: Any) -> Piece:
    return Piece(text, pictures=pictures or JPEGS)


def sentences(piece: Piece, **limits: Any) -> list[str]:
    return [finding.sentence for finding in NETWORK.preflight(piece, limits) if finding.blocks]


def test_the_caption_is_counted_as_utf_16_and_the_link_belongs_to_it() -> None:
    assert NETWORK.count("🇪🇸", {}).used == 4
    assert sentences(filmed("🚗" * 1100)) == []
    [sentence] = sentences(filmed("🚗" * 1100 + "a"))
    assert "2201 characters as TikTok counts; it takes 2200. Shorten it by 1." in sentence
    assert NETWORK.body(filmed(TEXT, LINK)) == f"{TEXT}\n\n{LINK}"


def test_a_film_or_pictures_are_shown_and_not_both() -> None:
    assert "without a film or pictures" in sentences(Piece(TEXT))[0]
    assert "not both" in sentences(replace(filmed(), pictures=JPEGS))[0]
    assert sentences(pictured(TEXT, picture())) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"width": 320}, "320 × 640 pixels; TikTok takes 360 × 360 and more"),
        ({"height": 4097}, "360 × 4097 pixels; TikTok takes 4096 in height"),
        ({"codec": "mpeg4"}, "H.264 or H.265 or VP8 or VP9"),
        ({"rate": 15.0}, "15 pictures a second"),
        ({"seconds": 601.0}, "lasts 601 s; TikTok takes 600 s here"),
        ({"size": 4_000_000_001}, "4000 MB"),
        ({"mime": "video/x-msvideo"}, "as MP4"),
    ],
)
def test_a_film_is_as_tiktok_takes_it(changes: dict, words: str) -> None:
    [sentence] = sentences(filmed(film=replace(FILM, **changes)))
    assert words in sentence


def test_an_account_may_have_less_time_than_others() -> None:
    assert "TikTok takes 60 s here" in sentences(filmed(film=replace(FILM, seconds=61.0)), seconds=60)[0]


def test_pictures_need_an_address() -> None:
    assert "no public address" in sentences(pictured(TEXT, replace(picture(), url="")))[0]


@pytest.mark.parametrize(
    ("size", "sent"),
    [
        ((4000, 3000), (1440, 1080)),
        ((3000, 4000), (1080, 1440)),
        ((4000, 1000), (1920, 480)),
        ((1080, 1920), (1080, 1920)),
        ((64, 48), (64, 48)),
    ],
)
def test_pictures_are_scaled_to_what_tiktok_shows(size: tuple[int, int], sent: tuple[int, int]) -> None:
    assert size_sent(*size, RULES) == sent


def test_larger_pictures_would_be_given_up(stage: Stage) -> None:
    """What the imitation does so that the test above proves something."""
    assert stage.publish(pictured(TEXT, picture(size=(1080, 1920))))
    with pytest.raises(Refused, match="height and width"):
        stage.publish(pictured(TEXT, picture(size=(1082, 1082))))


@pytest.mark.parametrize("size", [1, 5 * MIB - 1, 5 * MIB, 10 * MIB - 1, 10 * MIB, 64 * MIB + 1, 3_999_999_999])
def test_parts_are_as_tiktok_counts_them_and_the_last_is_small(size: int) -> None:
    count, length = films.parts(replace(FILM, size=size))
    last = size - (count - 1) * length
    assert count == size // length <= 1000
    assert length == size or length >= 5 * MIB
    assert length <= last < 10 * MIB + 1000


def test_all_but_the_last_part_is_brought_ahead_and_the_last_makes_it_public(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "PATIENCE", 0.0)
    piece, handle = filmed(film=HEAVY), {}
    steps = []
    for _ in range(2):
        with pytest.raises(Unfinished):
            stage.step(piece, handle)
        steps.append(handle["sent"])
    stage.step(piece, handle)
    assert [*steps, handle["sent"]] == [0, 1, 2]
    assert stage.public == []
    assert stage.find(piece, handle) is None
    stage.publish(piece, handle)
    [post] = stage.public
    assert post["media"][0]["sha256"] == HEAVY.checksum


def test_the_name_of_the_post_is_written_down_before_any_byte(stage: Stage) -> None:
    handle: dict = {}
    with pytest.raises(Unfinished):
        stage.step(filmed(), handle)
    assert set(handle) == {"publish_id", "upload", "sent", "expires_at"}
    life = datetime.fromisoformat(handle["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=50) < life < timedelta(hours=1)


@pytest.mark.parametrize("fault", ["reset_mid_answer", "error_after_create"])
def test_a_part_that_arrived_is_not_sent_again(stage: Stage, fault: str) -> None:
    piece, handle = filmed(film=HEAVY), {}
    with pytest.raises(Unfinished):
        stage.step(piece, handle)
    stage.fault(fault, "media", count=1)
    with pytest.raises(Later):
        stage.step(piece, handle)
    assert handle["sent"] == 0
    stage.publish(piece, stage.prepare(piece, handle))
    assert stage.public[0]["media"][0]["sha256"] == HEAVY.checksum


def test_an_upload_that_has_ended_is_begun_anew(stage: Stage) -> None:
    piece, handle = filmed(film=HEAVY), {}
    with pytest.raises(Unfinished):
        stage.step(piece, handle)
    with stage.sandbox.set(tiktok_upload_life=0), pytest.raises(Later, match="begins it anew") as caught:
        stage.step(piece, handle)
    assert caught.value.prepare
    handle = stage.prepare(piece, {})
    with stage.sandbox.set(tiktok_upload_life=0), pytest.raises(Later, match="brings it there anew") as caught:
        stage.publish(piece, handle)
    assert caught.value.prepare
    assert stage.public == []


def test_an_upload_does_not_lapse_once_its_last_part_may_have_arrived(stage: Stage) -> None:
    """The engine would begin another one, and only TikTok's word on this one may lead to that."""
    handle = stage.prepare(filmed(), {})
    assert "expires_at" in handle
    stage.fault("reset_mid_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(filmed(), handle)
    assert "expires_at" not in handle


@pytest.mark.parametrize("piece", [filmed(), pictured()], ids=["film", "pictures"])
def test_a_post_counts_as_published_when_tiktok_says_so(stage: Stage, piece: Piece) -> None:
    handle = stage.prepare(piece, {})
    with stage.sandbox.set(tiktok_processing=60):
        with pytest.raises(Unsure, match="still works on it"):
            stage.publish(piece, handle)
        assert handle["publish_id"]
        with pytest.raises(Later, match="still works on it"):
            stage.find(piece, handle)


@pytest.mark.parametrize("piece", [filmed(), pictured()], ids=["film", "pictures"])
def test_a_post_without_an_id_yet_goes_by_its_first_name(stage: Stage, piece: Piece) -> None:
    handle = stage.prepare(piece, {})
    with stage.sandbox.set(tiktok_moderation=60):
        receipt = stage.publish(piece, handle)
    assert (receipt.remote_id, receipt.permalink) == (handle["publish_id"], stage.account.address)
    found = stage.find(piece, handle)
    assert found
    assert found.permalink == f"{stage.account.address}/video/{stage.public[0]['remote_id']}"


@pytest.mark.parametrize(
    ("piece", "reason"),
    [
        (filmed(film=filled(FILM, b"none")), "file_format_check_failed"),
        (filmed(film=film(size=(320, 240))), "picture_size_check_failed"),
        (pictured(TEXT, picture("PNG")), "file_format_check_failed"),
    ],
    ids=["no film", "small film", "png"],
)
def test_what_tiktok_gives_up_is_for_a_person(stage: Stage, piece: Piece, reason: str) -> None:
    handle = stage.prepare(piece, {})
    with pytest.raises(Refused) as caught:
        stage.publish(piece, handle)
    assert (caught.value.trouble, caught.value.network_text) == (Trouble.MEDIA, reason)
    with pytest.raises(Refused):
        stage.find(piece, handle)
    assert stage.public == []


def test_a_failure_of_tiktoks_own_is_begun_anew(stage: Stage) -> None:
    nowhere = replace(picture(), url="http://127.0.0.1:9/none")
    piece = pictured(TEXT, nowhere)
    handle = stage.prepare(piece, {})
    with pytest.raises(Later) as caught:
        stage.publish(piece, handle)
    assert caught.value.prepare
    assert stage.find(piece, handle) is None


def test_a_film_that_was_given_up_is_brought_anew_when_a_person_wants_it(stage: Stage) -> None:
    piece = filmed(film=filled(FILM, b"none"))
    handle = stage.prepare(piece, {})
    with pytest.raises(Refused):
        stage.publish(piece, handle)
    with pytest.raises(Later, match="brings it there anew") as caught:
        stage.prepare(piece, handle)
    assert caught.value.prepare


def test_a_repeat_of_pictures_makes_a_second_post_so_their_absence_is_never_proven(stage: Stage) -> None:
    piece = pictured()
    handle = stage.prepare(piece, {})
    first, second = stage.publish(piece, handle), stage.publish(piece, handle)
    assert first.remote_id != second.remote_id
    assert NETWORK.proof.proves(filmed())
    assert not NETWORK.proof.proves(piece)


def test_a_name_from_an_earlier_call_does_not_stand_for_a_lost_one(stage: Stage) -> None:
    piece = pictured()
    handle = stage.prepare(piece, {})
    first = stage.publish(piece, handle)
    stage.fault("reset_mid_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    assert "publish_id" not in handle
    found = stage.find(piece, handle, known=frozenset({first.remote_id}))
    assert found
    assert found.remote_id == stage.public[1]["remote_id"]


def test_pictures_without_words_are_not_guessed_at(stage: Stage) -> None:
    piece = pictured("")
    handle = stage.prepare(piece, {})
    stage.fault("reset_mid_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    assert stage.find(piece, handle) is None


def account(server: str = "", **options: Any) -> Account:
    address = "https://www.tiktok.com/@aurora"
    return Account(
        server, "-0007", {"token": "t0ken", "refresh": "r"}, "aurora", address, {"privacy": "public", **options}
    )


def fine(**data: Any) -> bytes:
    return answer(200, {"data": data, "error": {"code": "ok", "message": "", "log_id": "l1"}})


def creator(*levels: str, **more: Any) -> bytes:
    return fine(privacy_level_options=list(levels), **more)


def begun(piece: Piece, who: bytes, **options: Any) -> Any:
    """What is said of the post when it is begun."""

    async def step() -> tuple[dict, list[Heard]]:
        handle: dict = {}
        said = saying(who, fine(publish_id="p1", upload_url="https://up.tiktokapis.com/1"))
        async with wire(said) as server, Door() as door:
            try:
                await NETWORK.prepare(door, account(server.url, **options), piece, handle)
            except Unfinished:
                return json.loads(server.heard[1].body), server.heard
            return {"post_info": handle["info"]}, server.heard

    said, heard = asyncio.run(step())
    assert heard[0].target == "/post/publish/creator_info/query/"
    return said


PUBLIC, FOLLOWERS, FRIENDS, SELF = "PUBLIC_TO_EVERYONE", "FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"


def test_what_others_may_do_is_off_until_somebody_wants_it() -> None:
    said = begun(filmed(), creator(SELF, FRIENDS, PUBLIC))
    assert said["post_info"] == {
        "title": TEXT,
        "privacy_level": PUBLIC,
        "disable_comment": True,
        "disable_duet": True,
        "disable_stitch": True,
        "brand_organic_toggle": False,
        "brand_content_toggle": False,
        "is_aigc": False,
    }
    assert said["source_info"] == {
        "source": "FILE_UPLOAD",
        "video_size": FILM.size,
        "chunk_size": FILM.size,
        "total_chunk_count": 1,
    }


def test_what_the_page_wants_holds_where_the_account_allows_it() -> None:
    wanted = {"comments": True, "duet": True, "stitch": True, "own_brand": True, "paid_partnership": True}
    more = {"ai_made": True, "privacy": "friends"}
    info = begun(filmed(), creator(PUBLIC, FRIENDS, stitch_disabled=True), **wanted, **more)["post_info"]
    assert (info["disable_comment"], info["disable_duet"], info["disable_stitch"]) == (False, False, True)
    assert info["brand_organic_toggle"] is info["brand_content_toggle"] is info["is_aigc"] is True
    assert info["privacy_level"] == FRIENDS


def test_pictures_are_begun_alike() -> None:
    assert begun(pictured(), creator(FOLLOWERS, SELF), privacy="followers", comments=True, music=True)["post_info"] == {
        "description": TEXT,
        "privacy_level": FOLLOWERS,
        "disable_comment": False,
        "brand_organic_toggle": False,
        "brand_content_toggle": False,
        "auto_add_music": True,
    }


@pytest.mark.parametrize("privacy", ["followers", "everybody"])
def test_nobody_sees_it_whom_tiktok_does_not_offer(privacy: str) -> None:
    with pytest.raises(Refused, match="offers this account public, private") as caught:
        begun(filmed(), creator(SELF, PUBLIC), privacy=privacy)
    assert caught.value.trouble == Trouble.MISCONFIGURED


def test_a_film_longer_than_the_account_may_show_is_refused() -> None:
    with pytest.raises(Refused, match="takes 60 s of this account"):
        begun(filmed(film=replace(FILM, seconds=61.0)), creator(PUBLIC, max_video_post_duration_sec=60))


def test_a_film_goes_to_tiktok_alone_and_the_token_not_even_there(stage: Stage) -> None:
    async def step(upload: str) -> None:
        async with wire(saying(creator(PUBLIC), fine(publish_id="p1", upload_url=upload))) as server, Door() as door:
            await NETWORK.prepare(door, account(server.url), filmed(), {})

    with pytest.raises(Refused, match="not its own"):
        asyncio.run(step("https://tiktokapis.com.example/1"))

    async def last() -> list[Heard]:
        said = saying(answer(201), fine(status="PUBLISH_COMPLETE"))
        async with wire(said) as server, Door() as door:
            handle = {"publish_id": "p1", "upload": f"{server.url}/up?upload_token=u", "sent": 0}
            receipt = await NETWORK.publish(door, account(server.url), filmed(), "", handle)
            assert receipt == Receipt("p1", "https://www.tiktok.com/@aurora", "l1")
            return server.heard

    upload, status = asyncio.run(last())
    assert (upload.method, upload.target, upload.body) == ("PUT", "/up?upload_token=u", FILM.read(0, FILM.size))
    assert upload.headers["content-range"] == f"bytes 0-{FILM.size - 1}/{FILM.size}"
    assert "authorization" not in upload.headers
    assert json.loads(status.body) == {"publish_id": "p1"}


@pytest.mark.parametrize(
    ("last", "status", "kind"),
    [
        (answer(201), fine(status="PROCESSING_UPLOAD", uploaded_bytes=0), Unsure),
        (answer(200), fine(status="PROCESSING_UPLOAD", uploaded_bytes=0), Unsure),
        (answer(201), answer(500), Unsure),
        (answer(201), answer(401, {"error": {"code": "access_token_invalid"}}), Unsure),
        (answer(206), fine(status="PROCESSING_UPLOAD", uploaded_bytes=0), Later),
        (answer(403), fine(status="PROCESSING_UPLOAD", uploaded_bytes=0), Later),
        (answer(404), fine(status="PROCESSING_UPLOAD", uploaded_bytes=10**9), Unsure),
        (answer(416), fine(status="FAILED", fail_reason="internal"), Later),
        (answer(403), fine(status="FAILED", fail_reason="spam_risk"), Refused),
        (answer(403), answer(503), Unsure),
        (answer(400), fine(status="PUBLISH_COMPLETE"), Unsure),
    ],
)
def test_tiktoks_word_on_the_post_decides_what_an_answer_to_the_last_part_means(
    last: bytes, status: bytes, kind: type[NetworkError]
) -> None:
    async def steps() -> None:
        async with wire(saying(last, status)) as server, Door() as door:
            handle = {"publish_id": "p1", "upload": f"{server.url}/up", "sent": 0}
            await NETWORK.publish(door, account(server.url), filmed(), "", handle)

    with pytest.raises(NetworkError) as caught:
        asyncio.run(steps())
    assert type(caught.value) is kind


def look(row: dict, piece: Piece, known: frozenset[str] = frozenset()) -> Receipt | None:
    async def steps() -> Receipt | None:
        async with wire(saying(fine(videos=[row]))) as server, Door() as door:
            return await NETWORK.find(door, account(server.url), piece, "", {}, BEGAN, known)

    return asyncio.run(steps())


def test_pictures_are_found_by_their_words_and_their_time() -> None:
    def found(after: float = 0, **row: Any) -> bool:
        mine = {"id": "71", "create_time": int(BEGAN.timestamp() + after), "video_description": TEXT}
        return look({**mine, **row}, pictured()) is not None

    assert found()
    assert found(title=TEXT, video_description="")
    assert found(after=-119)
    assert not found(after=-121)
    assert not found(video_description="Otra")
    assert not found(create_time=None)
    mine = {"id": "71", "create_time": int(BEGAN.timestamp()), "title": TEXT}
    assert look(mine, pictured()) == Receipt("71", "https://www.tiktok.com/@aurora/video/71")
    assert look(mine, pictured(), frozenset({"71"})) is None
    assert look(mine, filmed()) is None


def error(status: int, code: str = "", message: str = "words") -> Answer:
    body = {"data": {}, "error": {"code": code, "message": message, "log_id": "l1"}}
    return Answer("open.tiktokapis.com", status, {}, json.dumps(body), body)


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (error(401, "access_token_invalid"), Later, None),
        (Answer("open.tiktokapis.com", 401, {}, "", None), Later, None),
        (error(401, "scope_not_authorized"), Refused, Trouble.PERMISSION),
        (error(403, "scope_permission_missed"), Refused, Trouble.PERMISSION),
        (error(429, "rate_limit_exceeded"), Later, None),
        (Answer("open.tiktokapis.com", 429, {}, "", None), Later, None),
        (error(400, "invalid_params"), Refused, Trouble.CONTENT),
        (error(200, "invalid_params"), Refused, Trouble.CONTENT),
        (error(400, "invalid_file_upload"), Refused, Trouble.MEDIA),
        (error(403, "spam_risk_too_many_posts"), Later, None),
        (error(403, "spam_risk_too_many_pending_share"), Refused, Trouble.BLOCKED),
        (error(403, "spam_risk_user_banned_from_posting"), Refused, Trouble.BLOCKED),
        (error(403, "reached_active_user_cap"), Later, None),
        (error(403, "unaudited_client_can_only_post_to_private_accounts"), Refused, Trouble.APP),
        (error(403, "url_ownership_unverified"), Refused, Trouble.MISCONFIGURED),
        (error(403, "privacy_level_option_mismatch"), Refused, Trouble.MISCONFIGURED),
        (error(400, "app_version_check_failed"), Refused, Trouble.BLOCKED),
        (error(404, "not_found"), Refused, Trouble.MISCONFIGURED),
        (error(409, "duplicate_post"), Unsure, None),
        (error(200, "internal_error"), Unsure, None),
        (error(500, "internal_error"), Unsure, None),
        (error(503, "invalid_params"), Unsure, None),
        (error(200), Unsure, None),
        (Answer("open.tiktokapis.com", 403, {}, "<html>", None), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], trouble: Trouble | None) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert found.status == answer.status
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False), Unsure)


@pytest.mark.parametrize(
    ("code", "scope", "at_least", "at_most"),
    [
        ("rate_limit_exceeded", Scope.PAGE, timedelta(seconds=50), timedelta(minutes=1)),
        ("spam_risk_too_many_posts", Scope.PAGE, timedelta(minutes=59), timedelta(hours=1)),
        ("reached_active_user_cap", Scope.HOME, timedelta(0), timedelta(days=1, minutes=1)),
    ],
)
def test_a_limit_concerns_the_account_or_the_app(
    code: str, scope: Scope, at_least: timedelta, at_most: timedelta
) -> None:
    found = verdict(error(403, code), once=True)
    assert isinstance(found, Later)
    assert found.scope == scope
    assert found.until
    assert at_least < found.until - datetime.now(UTC) <= at_most


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [
        ("file_format_check_failed", Trouble.MEDIA),
        ("duration_check_failed", Trouble.MEDIA),
        ("frame_rate_check_failed", Trouble.MEDIA),
        ("picture_size_check_failed", Trouble.MEDIA),
        ("publish_cancelled", Trouble.CONTENT),
        ("auth_removed", Trouble.RECONNECT),
        ("spam_risk", Trouble.CONTENT),
        ("spam_risk_text", Trouble.CONTENT),
        ("something_new", Trouble.CONTENT),
        ("spam_risk_user_banned_from_posting", Trouble.BLOCKED),
        ("spam_risk_too_many_posts", None),
        ("internal", None),
        ("video_pull_failed", None),
        ("photo_pull_failed", None),
    ],
)
def test_each_failure_says_what_to_do_next(reason: str, trouble: Trouble | None) -> None:
    found = failure(reason)
    assert getattr(found, "trouble", None) == trouble
    assert found.network_text == reason
    assert found.reason.endswith(".")
    assert getattr(found, "prepare", False) == (trouble is None)


def test_the_words_and_the_trace_are_tiktoks() -> None:
    found = verdict(error(403, "url_ownership_unverified", "Not yours"), once=True)
    assert (found.network_text, found.trace_id) == ("Not yours", "l1")


def test_an_address_that_is_not_verified_is_for_operators_and_keeps_no_film_back() -> None:
    found = verdict(error(403, "url_ownership_unverified"), once=True)
    assert isinstance(found, Refused)
    assert "“URL properties”" in found.reason
    assert not found.trouble.holds


def test_an_app_that_is_not_audited_is_for_operators(stage: Stage) -> None:
    with stage.sandbox.set(tiktok_audited=0), pytest.raises(Refused, match="audited") as caught:
        stage.prepare(filmed(), {})
    assert caught.value.trouble == Trouble.APP


def identify(*answers: bytes) -> Identity:
    async def steps() -> Identity:
        async with wire(saying(*answers)) as server, Door() as door:
            return await NETWORK.identify(door, Account(server.url, "", {"token": "t"}))

    return asyncio.run(steps())


def test_a_page_is_the_account_of_the_token() -> None:
    user = fine(user={"open_id": "-0007", "display_name": "Aurora"})
    names = {"creator_username": "aurora.es", "creator_nickname": "Aurora España"}
    me = identify(user, fine(**names, max_video_post_duration_sec=180))
    assert (me.remote_id, me.name, me.handle) == ("-0007", "Aurora España", "aurora.es")
    assert (me.address, me.limits) == ("https://www.tiktok.com/@aurora.es", {"seconds": 180})
    with pytest.raises(Later):
        identify(user, fine())


def renewed(stage: Stage, **secret: str) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            us = replace(stage.account, secret={**stage.account.secret, **secret})
            return replace(us, secret=await NETWORK.renew(door, us))

    return asyncio.run(steps())


def test_a_refresh_token_gives_a_new_token_and_its_own_successor(stage: Stage) -> None:
    first = stage.account.secret
    stage.account = renewed(stage)
    second = stage.account.secret
    assert (first["token"], first["refresh"]) != (second["token"], second["refresh"])
    assert stage.publish(filmed())
    with pytest.raises(Refused) as caught:
        renewed(stage, refresh=first["refresh"])
    assert caught.value.trouble == Trouble.RECONNECT


def test_the_app_is_named_as_tiktok_calls_it_and_a_no_may_come_with_a_200() -> None:
    async def steps() -> list[Heard]:
        said = answer(200, {"error": "invalid_grant", "error_description": "expired", "log_id": "l1"})
        async with wire(saying(said)) as server, Door() as door:
            us = replace(account(server.url), secret={"refresh": "r", "client_id": "k", "client_secret": "s"})
            with pytest.raises(Refused) as caught:
                await NETWORK.renew(door, us)
            assert caught.value.trouble == Trouble.RECONNECT
            return server.heard

    [heard] = asyncio.run(steps())
    assert heard.target == "/oauth/token/"
    assert heard.body == b"grant_type=refresh_token&refresh_token=r&client_key=k&client_secret=s"
