"""YouTube: title and description, a private film brought by parts, one call that shows it, and errors by reason."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import (
    Above,
    Account,
    Identity,
    Later,
    NetworkError,
    Piece,
    Placement,
    Receipt,
    Refused,
    Scope,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.youtube import YouTube, uploads
from publisher.networks.youtube.comments import RULES
from publisher.networks.youtube.options import resource
from publisher.networks.youtube.verdicts import midnight, verdict
from publisher.networks.youtube.words import words
from tests.networks.conftest import FILM, LINK, TEXT, Heard, Stage, answer, filled, heavier, picture, saying, wire

NETWORK = YouTube()
MIB = 1024 * 1024
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("youtube")


def filmed(text: str = TEXT, link: str = "", **more: Any) -> Piece:
    return Piece(text, link, film=more.pop("film", FILM), **more)


def sentences(piece: Piece, **limits: Any) -> list[str]:
    return [finding.sentence for finding in NETWORK.preflight(piece, limits) if finding.blocks]


@pytest.mark.parametrize(
    ("text", "link", "title", "description"),
    [
        ("Aurora\n\nYa está aquí.\nVen.", "", "Aurora", "Ya está aquí.\nVen."),
        ("\n Aurora \n ya ", LINK, "Aurora", f"ya\n\n{LINK}"),
        ("Aurora", LINK, "Aurora", LINK),
        (f"Aurora\n{LINK} ya", LINK, "Aurora", f"{LINK} ya"),
        (f"Aurora {LINK}", LINK, f"Aurora {LINK}", LINK),
    ],
)
def test_the_first_line_is_the_title_and_the_link_ends_the_description(
    text: str, link: str, title: str, description: str
) -> None:
    assert words(filmed(text, link)) == (title, description)
    assert NETWORK.body(filmed(text, link)) == f"{title}\n\n{description}"


def test_the_title_has_characters_and_the_description_bytes() -> None:
    assert sentences(filmed("ñ" * 100 + "\n" + "ñ" * 2500)) == []
    [title] = sentences(filmed("ñ" * 101 + "\nya"))
    assert "101 characters; YouTube takes 100. Shorten it by 1." in title
    [description] = sentences(filmed("ya\n" + "ñ" * 2501))
    assert "5002 bytes with the link; YouTube takes 5000. Shorten it by 2." in description
    assert sentences(filmed("ya\n" + "a" * 4990, LINK)) != []


def test_the_count_is_of_the_part_with_less_room() -> None:
    assert NETWORK.count("a" * 90, {}).used == 90
    fuller = NETWORK.count("a" * 90 + "\n" + "ñ" * 2400, {})
    assert (fuller.used, fuller.limit) == (4800, 5000)


def test_more_than_sixty_hashtags_are_none_and_that_is_said() -> None:
    tags = " ".join(f"#coche{number}" for number in range(60))
    assert NETWORK.preflight(filmed(f"Aurora\n{tags}"), {}) == []
    [finding] = NETWORK.preflight(filmed(f"Aurora\n{tags} #uno"), {})
    assert finding.sentence == "The text has 61 hashtags; YouTube ignores all of more than 60. Remove 1."
    assert not finding.blocks


def test_brackets_no_film_and_pictures_are_noticed() -> None:
    assert any("no < and no >" in sentence for sentence in sentences(filmed("Aurora <3")))
    assert any("nothing but films" in sentence for sentence in sentences(Piece(TEXT)))
    assert any("no pictures" in sentence for sentence in sentences(filmed(pictures=(picture(),))))
    assert any("without a title" in sentence for sentence in sentences(filmed("", LINK)))


@pytest.mark.parametrize(
    ("size", "seconds", "is_short"),
    [((360, 640), 180, True), ((640, 640), 180, True), ((640, 360), 60, False), ((360, 640), 181, False)],
)
def test_a_short_is_upright_or_square_and_short(size: tuple[int, int], seconds: float, is_short: bool) -> None:
    piece = filmed(film=replace(FILM, width=size[0], height=size[1], seconds=seconds))
    assert sentences(piece) == []
    assert (sentences(replace(piece, placement=Placement.REEL)) == []) == is_short


def test_a_channel_that_is_not_verified_takes_a_quarter_of_an_hour() -> None:
    long = filmed(film=replace(FILM, seconds=901.0))
    assert sentences(long) == []
    assert "lasts 901 s; YouTube takes 900 s here" in sentences(long, seconds=900)[0]


def test_a_film_is_announced_private_and_by_the_pages_settings() -> None:
    plain = resource(account(), "Aurora", "Ya", "es")
    assert plain["snippet"] == {
        "title": "Aurora",
        "description": "Ya",
        "categoryId": "22",
        "defaultLanguage": "es",
    }
    assert plain["status"] == {
        "privacyStatus": "private",
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": False,
        "embeddable": True,
        "publicStatsViewable": True,
        "license": "youtube",
    }
    wanted = {"category": "2", "made_for_kids": True, "synthetic_media": True, "paid_placement": True}
    chosen = resource(account(**wanted), "A", "", "")
    assert (chosen["snippet"]["categoryId"], "defaultLanguage" in chosen["snippet"]) == ("2", False)
    assert chosen["status"]["selfDeclaredMadeForKids"] is chosen["status"]["containsSyntheticMedia"] is True
    assert chosen["paidProductPlacementDetails"] == {"hasPaidProductPlacement": True}
    assert resource(account(privacy="public"), "A", "", "")["status"]["privacyStatus"] == "private"


def test_nothing_is_seen_before_its_time_and_then_by_whom_the_page_says(stage: Stage) -> None:
    stage.account = replace(stage.account, options={"privacy": "unlisted"})
    handle = stage.prepare(filmed(), {})
    assert stage.public == []
    assert stage.find(filmed(), handle) is None
    receipt = stage.publish(filmed(), handle)
    assert receipt.permalink.endswith(f"/watch?v={handle['video']}")
    assert stage.find(filmed(), handle) == receipt
    stage.account = replace(stage.account, options={"privacy": "everybody"})
    with pytest.raises(Refused, match="public, unlisted, private") as caught:
        stage.prepare(filmed(), {})
    assert caught.value.trouble == Trouble.MISCONFIGURED


def test_the_address_of_the_upload_is_written_down_before_any_byte(stage: Stage) -> None:
    handle: dict = {}
    with pytest.raises(Unfinished) as caught:
        stage.step(filmed(), handle)
    assert caught.value.wait == 0
    assert set(handle) == {"session"}
    with pytest.raises(Unfinished):
        stage.step(filmed(), handle)
    assert set(handle) == {"session", "video"}
    assert stage.prepare(filmed(), handle)["ready"]


@pytest.mark.parametrize(
    "fault", ["reset_mid_answer", "error_after_create", "reset_before_create", "error_before_create"]
)
def test_an_upload_goes_on_where_it_stopped(stage: Stage, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.0)
    piece, handle = filmed(film=heavier(FILM, 20 * MIB + 7)), {}
    for _ in range(2):
        with pytest.raises(Unfinished):
            stage.step(piece, handle)
    assert "video" not in handle
    stage.fault(fault, "media", count=1)
    with pytest.raises(Later) as caught:
        stage.step(piece, handle)
    assert not caught.value.prepare
    stage.publish(piece, stage.prepare(piece, handle))
    assert [media["sha256"] for media in stage.public[0]["media"]] == [piece.film.checksum]


def account(server: str = "", **options: Any) -> Account:
    address = "https://www.youtube.com/@aurora"
    return Account(server, "UC7", {"token": "t0ken"}, "aurora", address, options)


def prepare(*answers: bytes, handle: dict, piece: Piece | None = None) -> list[Heard]:
    """One step; addresses in the handle that begin with a slash are the server's."""

    async def step() -> list[Heard]:
        async with wire(saying(*answers)) as server, Door() as door:
            if "session" in handle:
                handle["session"] = server.url + handle["session"]
            try:
                await NETWORK.prepare(door, account(server.url), piece or filmed(), handle)
            finally:
                prepare.heard = server.heard
            return server.heard

    return asyncio.run(step())


def test_parts_are_of_eight_mebibytes_and_follow_what_has_arrived() -> None:
    piece, handle = filmed(film=heavier(FILM, 12 * MIB)), {"session": "/up"}
    said = (answer(308), answer(308, Range=f"bytes=0-{4 * MIB - 1}"), answer(201, {"id": "v1"}))
    with pytest.raises(Unfinished):
        prepare(*said, handle=handle, piece=piece)
    ranges = [heard.headers["content-range"] for heard in prepare.heard]
    assert ranges == [
        f"bytes */{12 * MIB}",
        f"bytes 0-{8 * MIB - 1}/{12 * MIB}",
        f"bytes {4 * MIB}-{12 * MIB - 1}/{12 * MIB}",
    ]
    assert prepare.heard[2].body == piece.film.read(4 * MIB, 8 * MIB)
    assert handle["video"] == "v1"


def test_a_film_that_had_arrived_whole_is_not_sent_again() -> None:
    handle = {"session": "/up"}
    with pytest.raises(Unfinished):
        prepare(answer(200, {"id": "v1"}), handle=handle)
    assert (handle["video"], len(prepare.heard)) == ("v1", 1)


@pytest.mark.parametrize("status", [404, 410])
def test_an_upload_that_is_gone_is_begun_anew(status: int) -> None:
    with pytest.raises(Later, match="begins it anew") as caught:
        prepare(answer(status), handle={"session": "/up"})
    assert caught.value.prepare


def test_a_part_that_leaves_no_trace_counts_as_a_failure() -> None:
    with pytest.raises(Later, match="kept nothing"):
        prepare(answer(308), handle={"session": "/up"})


def test_the_film_and_the_token_go_to_google_alone() -> None:
    with pytest.raises(Refused, match="not Google's"):
        prepare(answer(200, Location="https://googleapis.com.example/up"), handle={})
    handle: dict = {}
    with pytest.raises(Unfinished):
        prepare(answer(200, Location="https://www.googleapis.com/up"), handle=handle)
    assert handle == {"session": "https://www.googleapis.com/up"}


def test_a_film_is_waited_for_while_youtube_works_on_it(stage: Stage) -> None:
    handle: dict = {}
    with stage.sandbox.set(film_processing=60):
        for _ in range(2):
            with pytest.raises(Unfinished):
                stage.step(filmed(), handle)
        with pytest.raises(Unfinished) as caught:
            stage.step(filmed(), handle)
    assert caught.value.wait == 15


def test_what_is_no_film_is_refused_before_its_time(stage: Stage) -> None:
    with pytest.raises(Refused, match="Save it anew as MP4") as caught:
        stage.prepare(filmed(film=filled(FILM, b"none" * 99)), {})
    assert caught.value.trouble == Trouble.MEDIA
    assert stage.public == []


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        ({"uploadStatus": "failed", "failureReason": "codec"}, Trouble.MEDIA),
        ({"uploadStatus": "failed"}, Trouble.MEDIA),
        ({"uploadStatus": "rejected", "rejectionReason": "length"}, Trouble.MEDIA),
        ({"uploadStatus": "rejected", "rejectionReason": "duplicate"}, Trouble.DUPLICATE),
        ({"uploadStatus": "rejected", "rejectionReason": "copyright"}, Trouble.CONTENT),
        ({"uploadStatus": "rejected", "rejectionReason": "inappropriate"}, Trouble.CONTENT),
        ({"uploadStatus": "rejected", "rejectionReason": "uploaderAccountSuspended"}, Trouble.BLOCKED),
        ({"uploadStatus": "deleted"}, Trouble.MEDIA),
        (None, Trouble.MEDIA),
    ],
)
def test_what_youtube_does_not_show_is_for_a_person(status: dict | None, trouble: Trouble) -> None:
    items = [{"id": "v1", "status": status}] if status else []
    with pytest.raises(Refused) as caught:
        prepare(answer(200, {"items": items}), handle={"session": "/up", "video": "v1"})
    assert caught.value.trouble == trouble


def publish(said: bytes, **options: Any) -> tuple[Receipt, Heard]:
    async def steps() -> tuple[Receipt, list[Heard]]:
        async with wire(saying(said)) as server, Door() as door:
            handle = {"video": "v1", "ready": True}
            return await NETWORK.publish(door, account(server.url, **options), filmed(), "", handle), server.heard

    receipt, [heard] = asyncio.run(steps())
    return receipt, heard


def test_one_call_sets_who_may_see_it_and_clears_nothing_else() -> None:
    shown = answer(200, {"id": "v1", "status": {"privacyStatus": "public"}})
    receipt, heard = publish(shown, made_for_kids=True)
    assert receipt == Receipt("v1", "https://www.youtube.com/watch?v=v1")
    assert (heard.method, heard.target) == ("PUT", "/youtube/v3/videos?part=status")
    status = {**resource(account(made_for_kids=True), "", "", "")["status"], "privacyStatus": "public"}
    assert json.loads(heard.body) == {"id": "v1", "status": status}


def test_a_film_that_stays_private_is_not_called_published() -> None:
    with pytest.raises(Refused, match="keeps the film private") as caught:
        publish(answer(200, {"id": "v1", "status": {"privacyStatus": "private"}}))
    assert caught.value.trouble == Trouble.APP
    with pytest.raises(Unsure):
        publish(answer(200, {"kind": "youtube#video"}))


def error(status: int, reason: str = "", message: str = "words") -> Answer:
    body = {"error": {"code": status, "message": message, "errors": [{"reason": reason}] if reason else []}}
    return Answer("www.googleapis.com", status, {}, json.dumps(body), body)


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (error(401, "authError"), Later, None),
        (Answer("www.googleapis.com", 401, {}, "", None), Later, None),
        (error(401, "youtubeSignupRequired"), Refused, Trouble.PERMISSION),
        (error(403, "quotaExceeded"), Later, None),
        (error(403, "dailyLimitExceeded"), Later, None),
        (error(403, "rateLimitExceeded"), Later, None),
        (error(403, "userRateLimitExceeded"), Later, None),
        (error(429), Later, None),
        (error(400, "uploadLimitExceeded"), Later, None),
        (error(403, "insufficientPermissions"), Refused, Trouble.PERMISSION),
        (error(403, "forbidden"), Refused, Trouble.PERMISSION),
        (error(403, "authenticatedUserAccountClosed"), Refused, Trouble.BLOCKED),
        (error(403, "authenticatedUserAccountSuspended"), Refused, Trouble.BLOCKED),
        (error(403, "accountDelegationForbidden"), Refused, Trouble.BLOCKED),
        (error(403, "accessNotConfigured"), Refused, Trouble.APP),
        (error(403, "forbiddenPrivacySetting"), Refused, Trouble.MISCONFIGURED),
        (error(403, "forbiddenLicenseSetting"), Refused, Trouble.MISCONFIGURED),
        (error(400, "invalidCategoryId"), Refused, Trouble.MISCONFIGURED),
        (error(400, "invalidTitle"), Refused, Trouble.CONTENT),
        (error(400, "invalidDescription"), Refused, Trouble.CONTENT),
        (error(400, "defaultLanguageNotSet"), Refused, Trouble.CONTENT),
        (error(404, "videoNotFound"), Refused, Trouble.MEDIA),
        (error(404), Refused, Trouble.MISCONFIGURED),
        (error(413), Refused, Trouble.MEDIA),
        (error(409, "conflict"), Unsure, None),
        (error(500, "backendError"), Unsure, None),
        (error(503), Unsure, None),
        (Answer("www.googleapis.com", 400, {}, "<html>", None), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], trouble: Trouble | None) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert found.status == answer.status
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False), Unsure)


def test_a_dead_token_is_renewed_and_the_words_are_youtubes() -> None:
    dead = verdict(error(401, "authError"), once=True)
    assert isinstance(dead, Later)
    assert dead.reconnect
    assert verdict(error(400, "invalidTitle", "No title"), once=True).network_text == "No title"


@pytest.mark.parametrize(
    ("now", "next_day"),
    [
        (datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)),
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (datetime(2026, 7, 1, 18, tzinfo=UTC), datetime(2026, 7, 2, 7, tzinfo=UTC)),
        (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
def test_the_quota_begins_anew_at_midnight_in_california(now: datetime, next_day: datetime) -> None:
    assert midnight(now) == next_day + timedelta(minutes=1)


def test_a_used_up_quota_holds_every_page_of_the_app() -> None:
    found = verdict(error(403, "quotaExceeded"), once=True)
    assert isinstance(found, Later)
    assert found.scope == Scope.HOME
    assert found.until
    assert timedelta(0) < found.until - datetime.now(UTC) <= timedelta(hours=25, minutes=1)


def test_uploads_that_are_used_up_keep_no_film_back_that_is_there(stage: Stage) -> None:
    there = filmed()
    handle = stage.prepare(there, {})
    with stage.sandbox.set(youtube_inserts_a_day=0):
        with pytest.raises(Later) as caught:
            stage.prepare(filmed("Another film"), {})
        assert stage.publish(there, handle)
    assert caught.value.scope == Scope.DELIVERY
    assert caught.value.until


def test_a_channel_that_has_uploaded_too_much_waits_alone() -> None:
    found = verdict(error(400, "uploadLimitExceeded"), once=False)
    assert isinstance(found, Later)
    assert found.scope == Scope.PAGE
    assert found.until
    assert timedelta(hours=23) < found.until - datetime.now(UTC) <= timedelta(days=1)


def test_a_film_that_somebody_deleted_is_not_found(stage: Stage) -> None:
    handle = stage.prepare(filmed(), {})
    stage.publish(filmed(), handle)

    async def delete() -> int:
        async with Door() as door:
            headers = {"Authorization": f"Bearer {stage.account.secret['token']}"}
            where = f"{stage.account.home}/youtube/v3/videos?id={handle['video']}"
            return (await door.call("DELETE", where, headers=headers)).status

    assert asyncio.run(delete()) == 204
    assert stage.find(filmed(), handle) is None
    with pytest.raises(Refused, match="no longer at YouTube"):
        stage.publish(filmed(), handle)


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (error(403, "commentsDisabled"), Refused, Trouble.CONTENT),
        (error(400, "commentTextTooLong"), Refused, Trouble.CONTENT),
        (error(400, "invalidCommentThreadMetadata"), Refused, Trouble.CONTENT),
        (error(400, "processingFailure"), Unsure, None),
        (error(403, "forbidden"), Refused, Trouble.PERMISSION),
        (error(403, "quotaExceeded"), Later, None),
    ],
)
def test_what_an_error_means_for_a_comment(answer: Answer, kind: type[NetworkError], trouble: Trouble | None) -> None:
    found = verdict(answer, once=True, rules=RULES)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert "film as it is" not in found.reason


def threads(*comments: tuple[str, str, str, str], following: str = "") -> bytes:
    """Each by number, channel, words and moment."""
    items = [
        {
            "id": number,
            "snippet": {
                "topLevelComment": {
                    "snippet": {"authorChannelId": {"value": channel}, "textOriginal": text, "publishedAt": at}
                }
            },
        }
        for number, channel, text, at in comments
    ]
    page = {"kind": "youtube#commentThreadListResponse", "nextPageToken": following, "items": items}
    return answer(200, {name: value for name, value in page.items() if value})


def comment_found(*answers: bytes) -> tuple[Receipt | None, list[Heard]]:
    async def steps() -> tuple[Receipt | None, list[Heard]]:
        async with wire(saying(*answers)) as server, Door() as door:
            piece, known = Piece("Ya.", above=Above("v1", "v1")), frozenset({"known"})
            found = await NETWORK.comments.find(door, account(server.url), piece, "", {}, BEGAN, known)
            return found, server.heard

    return asyncio.run(steps())


LATER, EARLIER = "2026-11-23T18:00:05Z", "2026-11-23T17:50:00Z"
OTHERS = (("a", "UC8", "Ya.", LATER), ("known", "UC7", "Ya.", LATER), ("b", "UC7", "No.", LATER))


def test_a_comment_is_found_by_channel_words_and_moment_on_whatever_page() -> None:
    found, heard = comment_found(threads(*OTHERS, following="p2"), threads(("Ug7", "UC7", " Ya.", LATER)))
    assert found == Receipt("Ug7", "https://www.youtube.com/watch?v=v1&lc=Ug7")
    assert "order=time" in heard[0].target
    assert "pageToken=p2" in heard[1].target


def test_comments_from_before_are_not_read() -> None:
    found, heard = comment_found(threads(("Ug7", "UC7", "Ya.", EARLIER), following="p2"))
    assert (found, len(heard)) == (None, 1)
    assert comment_found(threads())[0] is None


def test_too_many_comments_are_for_a_person() -> None:
    with pytest.raises(Refused, match="Look there and decide"):
        comment_found(threads(*OTHERS, following="on"))


def identify(*answers: bytes) -> Identity:
    async def steps() -> Identity:
        async with wire(saying(*answers)) as server, Door() as door:
            return await NETWORK.identify(door, Account(server.url, "", {"token": "t"}))

    return asyncio.run(steps())


def channels(*items: dict) -> bytes:
    return answer(200, {"kind": "youtube#channelListResponse", **({"items": list(items)} if items else {})})


def test_a_page_is_the_channel_that_was_chosen() -> None:
    snippet = {"title": "Aurora España", "customUrl": "@auroraes"}
    me = identify(channels({"id": "UC7", "snippet": snippet, "status": {"longUploadsStatus": "eligible"}}))
    assert (me.remote_id, me.name, me.handle) == ("UC7", "Aurora España", "auroraes")
    assert (me.address, me.limits) == ("https://www.youtube.com/@auroraes", {"seconds": 900})
    nameless = identify(channels({"id": "UC7", "snippet": {"title": "Aurora"}}))
    assert (nameless.address, nameless.limits) == ("https://www.youtube.com/channel/UC7", {"seconds": 43_200})


def test_an_account_without_a_channel_is_told_so() -> None:
    with pytest.raises(Refused, match="has no YouTube channel") as caught:
        identify(channels())
    assert caught.value.trouble == Trouble.PERMISSION
    with pytest.raises(Later):
        identify(answer(200, {}))


def renewed(stage: Stage, **secret: str) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            us = replace(stage.account, secret={**stage.account.secret, **secret})
            return replace(us, secret=await NETWORK.renew(door, us))

    return asyncio.run(steps())


def test_a_refresh_token_gives_a_new_token_and_stays(stage: Stage) -> None:
    first = stage.account.secret
    stage.account = renewed(stage)
    assert stage.account.secret["token"] != first["token"]
    assert stage.account.secret["refresh"] == first["refresh"]
    assert stage.publish(filmed())
    with pytest.raises(Refused) as caught:
        renewed(stage, refresh="revoked")
    assert caught.value.trouble == Trouble.RECONNECT
