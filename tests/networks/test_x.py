"""X: how it counts, what its errors mean, how tokens are renewed, and how a post is found behind its short links."""

import asyncio
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.x import X
from publisher.networks.x.verdicts import verdict
from tests.networks.conftest import LINK, TEXT, Heard, Stage, answer, picture, saying, wire

NETWORK = X()
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PROBLEMS = "https://api.x.com/2/problems/"
NEITHER = frozenset[str]()


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("x")


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("señores", 7),
        ("e\u0301xito", 5),
        ("“más” — 5 €", 12),
        ("新しい", 6),
        ("Новая", 5),
        ("🚗", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("👍🏽 🇪🇸 1️⃣ ❤️", 11),
        ("©", 1),
        ("https://aurora.com/" + "a" * 400, 23),
        ("http://aurora.com:80/a_(b)", 23),
        ("Mira https://aurora.com/a,b.", 5 + 23 + 1),
        ("日本aurora.com", 4 + 23),
        ("https://aurora.com/日本", 23 + 4),
        ("https://日本.com/x", 23),
        ("aurora.com/es?a=1", 23),
        ("www.aurora.co.uk", 23),
        ("ana@aurora.com", 14),
        ("@ana #Aurora", 12),
        ("aurora.example", 14),
        ("Node.js", 7),
        ("p.ej. EE.UU.", 12),
    ],
)
def test_signs_weigh_as_in_twitter_text(text: str, used: int) -> None:
    assert NETWORK.count(text, {}).used == used


@pytest.mark.parametrize(("text", "used"), [("https://a.example", 23), ("https://aurora.example/es/nueva/2026", 36)])
def test_an_address_with_an_ending_unknown_to_us_counts_what_is_more(text: str, used: int) -> None:
    """X may make a link of it, or leave it as it stands."""
    assert NETWORK.count(text, {}).used == used


def test_the_link_is_counted_where_it_is_added() -> None:
    piece = Piece("a" * 255, "https://aurora.com/es")
    assert [finding.blocks for finding in NETWORK.preflight(piece, {})] == [False]
    finding, _ = NETWORK.preflight(Piece("a" * 256, piece.link), {})
    assert "281 characters as X counts" in finding.sentence


def test_a_link_costs_and_is_told() -> None:
    [warning] = NETWORK.preflight(Piece(TEXT, "https://aurora.com/es"), {})
    assert not warning.blocks
    assert "0.20 US dollars" in warning.sentence


def test_one_cashtag_may_be_in_a_post() -> None:
    assert NETWORK.preflight(Piece("$AUR: 100 $ menos"), {}) == []
    [finding] = NETWORK.preflight(Piece("$AUR y $HSP.A: suben"), {})
    assert "2 cashtags" in finding.sentence
    assert "Remove 1." in finding.sentence


def test_a_gif_goes_alone_and_has_limits_of_its_own() -> None:
    gif = picture("GIF")
    assert NETWORK.preflight(Piece(TEXT, pictures=(gif,)), {}) == []
    for pictures, words in (
        ((gif, picture()), "X shows a GIF alone. Remove it, or the other pictures."),
        ((replace(gif, size=15_000_001),), "X takes 15 MB of a GIF. Make it smaller, or save it as a film."),
        ((replace(gif, width=1281),), "Picture 1 has 1281 × 48 pixels; X takes 1280 × 1080 of a GIF. Scale it down."),
        (
            (replace(gif, frames=351),),
            "Picture 1 shows 351 pictures one after the other; X takes 350 in a GIF. Shorten it, or save it as a film.",
        ),
    ):
        [finding] = NETWORK.preflight(Piece(TEXT, pictures=pictures), {})
        assert words in finding.sentence


def problem(status: int, detail: str = "", kind: str = "", reason: str = "", **headers: str) -> Answer:
    json = {"title": "Said", "detail": detail, "type": PROBLEMS + kind if kind else "about:blank", "reason": reason}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("api.x.com", status, named, detail, json)


def invalid(message: str) -> Answer:
    detail = "One or more parameters to your request was invalid."
    json = {"errors": [{"message": message}], "detail": detail, "type": PROBLEMS + "invalid-request"}
    return Answer("api.x.com", 400, {}, message, json)


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (invalid("Request body must have a text."), Refused, Trouble.CONTENT),
        (invalid("The Tweet contains an invalid URL."), Refused, Trouble.CONTENT),
        (invalid("media type unrecognized."), Refused, Trouble.MEDIA),
        (invalid("Your media IDs are invalid."), Later, None),
        (problem(401, "Unauthorized"), Later, None),
        (problem(402, "Your account has no credits."), Later, None),
        (problem(403, "You are not allowed to create a Tweet with duplicate content."), Unsure, None),
        (problem(403, "You are not permitted to perform this action."), Refused, Trouble.CONTENT),
        (problem(403, "Your post has more than one cashtag."), Refused, Trouble.CONTENT),
        (problem(403, "Attach it to a Project.", "client-forbidden", "client-not-enrolled"), Refused, Trouble.APP),
        (problem(403, "Wrong kind of token.", "unsupported-authentication"), Refused, Trouble.APP),
        (problem(403, "Your client app is not configured with the oauth1-permissions."), Refused, Trouble.APP),
        (problem(403, "User is suspended."), Refused, Trouble.BLOCKED),
        (problem(403, "To protect our users, this account is temporarily locked."), Refused, Trouble.BLOCKED),
        (problem(403, "You have been blocked from replying."), Refused, Trouble.PERMISSION),
        (problem(403, "Forbidden"), Refused, Trouble.PERMISSION),
        (problem(403, "Monthly product cap", "usage-capped"), Later, None),
        (problem(404, "Not Found"), Refused, Trouble.MISCONFIGURED),
        (problem(413, "Payload Too Large"), Refused, Trouble.MEDIA),
        (problem(429, "Too Many Requests"), Later, None),
        (problem(500), Unsure, None),
        (problem(503, "Service Unavailable"), Unsure, None),
        (Answer("api.x.com", 403, {}, "<html>", None), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], trouble: str | None) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert found.status == answer.status
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False), Unsure)


def test_an_ended_token_is_renewed_and_thrown_away_media_brought_again() -> None:
    ended, gone = verdict(problem(401), once=True), verdict(invalid("Your media IDs are invalid."), once=True)
    assert isinstance(ended, Later)
    assert isinstance(gone, Later)
    assert (ended.reconnect, gone.prepare) == (True, True)


RESET = str(int(BEGAN.timestamp()))


@pytest.mark.parametrize(
    ("headers", "scope"),
    [
        ({"x_rate_limit_reset": RESET, "x_rate_limit_remaining": "0"}, Scope.PAGE),
        ({"x_rate_limit_reset": RESET}, Scope.PAGE),
        ({"x_user_limit_24hour_remaining": "0", "x_user_limit_24hour_reset": RESET, "x_rate_limit_reset": "1"}, "page"),
        ({"x_app_limit_24hour_remaining": "0", "x_app_limit_24hour_reset": RESET, "x_rate_limit_reset": "1"}, "home"),
    ],
)
def test_the_allowance_that_is_used_up_says_how_long_and_who_waits(headers: dict[str, str], scope: str) -> None:
    found = verdict(problem(429, **headers), once=True)
    assert isinstance(found, Later)
    assert (found.until, found.scope) == (BEGAN, scope)


@pytest.mark.parametrize("answer", [problem(402, "No credits"), problem(429, "Monthly cap", "usage-capped")])
def test_money_that_is_used_up_stops_the_whole_app(answer: Answer) -> None:
    found = verdict(answer, once=True)
    assert isinstance(found, Later)
    assert found.scope == Scope.HOME
    assert found.until
    assert found.until > datetime.now(UTC) + timedelta(minutes=4)
    assert "administrator" in found.reason


def publish(said: bytes) -> Receipt:
    async def steps() -> Receipt:
        async with wire(saying(said)) as server, Door() as door:
            account = Account(server.url, "42", {"token": "s"}, address="https://x.com/aurora")
            return await NETWORK.publish(door, account, Piece(TEXT), "", {})

    return asyncio.run(steps())


def test_what_is_left_is_told_with_the_receipt_and_slows_down_whom_it_concerns() -> None:
    soon = str(int(time.time()) + 900)
    plenty = {"x_rate_limit_limit": "100", "x_rate_limit_remaining": "60", "x_rate_limit_reset": soon}
    receipt = publish(answer(201, {"data": {"id": "7"}}, **plenty))
    assert [(quota.name, quota.used, quota.limit) for quota in receipt.quotas] == [("posts in 15 minutes", 40, 100)]
    assert (receipt.rest_until, receipt.rest_scope) == (None, Scope.PAGE)
    app = {
        "x_app_limit_24hour_limit": "1000",
        "x_app_limit_24hour_remaining": "5",
        "x_app_limit_24hour_reset": str(int(time.time()) + 86_400),
    }
    receipt = publish(answer(201, {"data": {"id": "7"}}, **plenty, **app))
    assert receipt.rest_scope == Scope.HOME
    assert receipt.rest_until
    assert abs(receipt.rest_until - datetime.now(UTC) - timedelta(hours=4)) < timedelta(minutes=1)


def test_a_link_costs_more_and_a_renewal_says_what_the_token_may(stage: Stage) -> None:
    assert (NETWORK.price(Piece("Hola")), NETWORK.price(Piece("Hola", LINK))) == (15, 200)
    fresh = renew(stage.account)
    assert identify(fresh).lacks == ()
    end = datetime.fromisoformat(fresh.secret["expires_at"])
    assert abs(end - datetime.now(UTC) - timedelta(hours=2)) < timedelta(minutes=1)
    reading = Account(fresh.home, "", {**fresh.secret, "scope": "tweet.read users.read offline.access"})
    assert identify(reading).lacks == ("tweet.write", "media.write")


def test_a_used_up_allowance_is_told_with_the_receipt() -> None:
    headers = {"x_rate_limit_remaining": "0", "x_rate_limit_reset": RESET, "x_transaction_id": "t"}
    assert publish(answer(201, {"data": {"id": "7"}}, **headers)) == Receipt(
        "7", "https://x.com/aurora/status/7", "t", BEGAN
    )


def test_a_success_without_an_id_leaves_doubt() -> None:
    with pytest.raises(Unsure):
        publish(answer(200, {"errors": [{"title": "Not Found Error"}]}))


def renew(account: Account) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            secret = await NETWORK.renew(door, account)
            return Account(account.home, account.remote_id, secret, account.handle, account.address)

    return asyncio.run(steps())


def identify(account: Account) -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            return await NETWORK.identify(door, account)

    return asyncio.run(steps())


def test_a_refresh_token_works_once_and_is_answered_by_the_next(stage: Stage) -> None:
    first = stage.account
    second = renew(first)
    assert second.secret["token"] != first.secret["token"]
    assert second.secret["refresh"] != first.secret["refresh"]
    assert identify(renew(second)).remote_id == first.remote_id
    with pytest.raises(Refused) as caught:
        renew(first)
    assert caught.value.trouble == Trouble.RECONNECT
    assert first.secret["refresh"] not in stage.tells(caught.value)


def test_an_access_token_ends_and_is_renewed(stage: Stage) -> None:
    stage.account = renew(stage.account)
    stage.sandbox.ask("POST", "settings", {"x_access_life": 0})
    try:
        with pytest.raises(Later) as caught:
            stage.publish(Piece(TEXT))
    finally:
        stage.sandbox.ask("POST", "settings", {"x_access_life": 7200})
    assert caught.value.reconnect
    stage.account = renew(stage.account)
    assert stage.publish(Piece(TEXT))


@pytest.mark.parametrize("missing", ["refresh", "client_id"])
def test_without_a_refresh_token_a_person_reconnects(stage: Stage, missing: str) -> None:
    secret = {name: value for name, value in stage.account.secret.items() if name != missing}
    with pytest.raises(Refused) as caught:
        renew(Account(stage.account.home, stage.account.remote_id, secret))
    assert caught.value.trouble == Trouble.RECONNECT


def test_a_wrong_app_is_named(stage: Stage) -> None:
    with pytest.raises(Refused, match="by its id and secret"):
        renew(Account(stage.account.home, "", {**stage.account.secret, "client_secret": "other"}))


def test_a_renewal_that_fails_is_tried_again(stage: Stage) -> None:
    stage.fault("error_before_create", "auth", status=503)
    with pytest.raises(Later):
        renew(stage.account)


@pytest.mark.parametrize(
    ("secret", "header"), [("app", "Basic " + b64encode(b"id:app").decode()), ("", None)], ids=["secret", "public"]
)
def test_only_an_app_with_a_secret_shows_it(secret: str, header: str | None) -> None:
    said = answer(200, {"access_token": "new", "refresh_token": "next"})

    async def steps() -> tuple[dict[str, str], Heard]:
        async with wire(saying(said)) as server, Door() as door:
            given = {"token": "old", "refresh": "last", "client_id": "id", "client_secret": secret, "characters": ""}
            renewed = dict(await NETWORK.renew(door, Account(server.url, "42", given)))
            return renewed, server.heard[0]

    renewed, heard = asyncio.run(steps())
    assert (renewed["token"], renewed["refresh"], renewed["client_id"]) == ("new", "next", "id")
    assert heard.headers.get("authorization") == header
    assert heard.body == b"grant_type=refresh_token&refresh_token=last&client_id=id"


def test_premium_accounts_are_told_how_long_a_post_may_be(stage: Stage) -> None:
    account = Account(stage.account.home, "", {**stage.account.secret, "characters": "4000"})
    limits = identify(account).limits
    assert NETWORK.count("", limits).limit == 4000
    assert identify(stage.account).limits == {}


@pytest.mark.parametrize(("subscription", "limits"), [("Premium", {"characters": 25_000}), ("None", {}), ("", {})])
def test_x_itself_says_who_may_write_long_posts(subscription: str, limits: dict[str, int]) -> None:
    me = {"id": "7", "username": "aurora", "name": "Aurora", "subscription_type": subscription}

    async def steps() -> Identity:
        async with wire(saying(answer(200, {"data": me}))) as server, Door() as door:
            return await NETWORK.identify(door, Account(server.url, "", {"token": "t0ken"}))

    assert asyncio.run(steps()).limits == limits


def test_a_description_that_failed_is_sent_again_without_its_picture(stage: Stage) -> None:
    piece, handle = Piece(TEXT, pictures=(picture(alt="á" * 1000),)), {}
    with pytest.raises(Refused) as caught:
        stage.prepare(Piece(TEXT, pictures=(picture(alt="á" * 1001),)), handle)
    assert caught.value.trouble == Trouble.MEDIA
    uploaded = dict(handle["media"])
    with pytest.raises(Later) as not_yet:
        stage.publish(piece, handle)
    assert not_yet.value.prepare
    stage.prepare(piece, handle)
    assert handle["media"] == uploaded
    stage.publish(piece, handle)
    assert [media["alt"] for media in stage.public[0]["media"]] == ["á" * 1000]


def test_a_picture_without_description_is_not_described(stage: Stage) -> None:
    piece = Piece(TEXT, pictures=(picture(alt=""),))
    handle = stage.prepare(piece, {})
    assert handle["described"] == []
    assert stage.publish(piece, handle)


def test_media_that_x_does_not_know_is_brought_again(stage: Stage) -> None:
    piece = Piece(TEXT, pictures=(picture(),))
    handle = stage.prepare(piece, {})
    for one in handle["media"].values():
        one["id"] = "1"
    with pytest.raises(Later) as caught:
        stage.publish(piece, handle)
    assert caught.value.prepare


def test_the_same_words_with_other_pictures_are_another_post(stage: Stage) -> None:
    stage.publish(Piece(TEXT, pictures=(picture(),)))
    mine = Piece(TEXT, pictures=(picture(color="blue"),))
    assert stage.find(mine, stage.prepare(mine, {})) is None
    assert stage.find(Piece(TEXT)) is None


@pytest.mark.parametrize(
    "text",
    [
        f"Más en {LINK}?a=1&b=2, ya.",
        "aurora.com y https://aurora.com/es son <3 & &amp;",
        "Dos\n\n\nlíneas  y e\u0301xito",
    ],
)
@pytest.mark.parametrize("pictures", [(), (picture(),)], ids=["text", "picture"])
def test_words_are_found_behind_short_links_and_escapes(stage: Stage, text: str, pictures: tuple) -> None:
    receipt = stage.publish(Piece(text, pictures=pictures))
    found = stage.find(Piece(text, pictures=pictures))  # without its handle: by the words alone
    assert found
    assert found.remote_id == receipt.remote_id


def post(number: int, at: datetime, text: str = "Otra", **more: object) -> dict:
    return {"id": str(number), "created_at": at.isoformat().replace("+00:00", "Z"), "text": text, **more}


def page(*posts: dict, **meta: object) -> bytes:
    return answer(200, {"data": list(posts), "meta": {"result_count": len(posts), **meta}})


def look(*answers: bytes, piece: Piece, handle: dict | None = None) -> tuple[Receipt | None, list[str]]:
    async def steps() -> tuple[Receipt | None, list[str]]:
        async with wire(saying(*answers)) as server, Door() as door:
            account = Account(server.url, "42", {"token": "secret"})
            found = await NETWORK.find(door, account, piece, "", handle or {}, BEGAN, NEITHER)
            return found, [request.target for request in server.heard]

    return asyncio.run(steps())


def test_a_look_asks_for_no_post_from_before_the_attempt() -> None:
    found, [asked] = look(answer(200, {"meta": {"result_count": 0}}), piece=Piece(TEXT))
    assert found is None
    assert asked.startswith("/users/42/tweets?max_results=25&start_time=2026-11-23T17:59:30Z&tweet.fields=created_at,")


def test_a_look_goes_on_while_there_are_more() -> None:
    newer, mine = post(2, BEGAN + timedelta(minutes=1)), post(1, BEGAN, TEXT)
    found, asked = look(page(newer, next_token="more"), page(mine), piece=Piece(TEXT))
    assert found == Receipt("1", "https://x.com/i/web/status/1")
    assert asked[1].endswith("&pagination_token=more")


def test_a_long_text_stands_in_a_note() -> None:
    whole = "Larga: https://t.co/abcdefghij &amp; más"
    entities = {"urls": [{"url": "https://t.co/abcdefghij", "expanded_url": "https://aurora.com/es"}]}
    long = post(1, BEGAN, "Larga…", note_tweet={"text": whole, "entities": entities})
    assert look(page(long), piece=Piece("Larga: https://aurora.com/es & más"))[0]


def test_the_pictures_prove_more_than_the_words() -> None:
    handle = {"media": {"c": {"id": "9", "key": "3_9"}}}
    piece = Piece(TEXT, pictures=(picture(),))
    mine = post(1, BEGAN, "https://t.co/other", attachments={"media_keys": ["3_9"]})
    other = post(2, BEGAN, TEXT, attachments={"media_keys": ["3_8"]})
    found, _ = look(page(other, mine), piece=piece, handle=handle)
    assert found
    assert found.remote_id == "1"


@pytest.mark.parametrize("said", [{}, {"errors": [{"title": "Forbidden"}]}, {"meta": {}}])
def test_an_answer_without_a_list_proves_nothing(said: dict) -> None:
    with pytest.raises(Later):
        look(answer(200, said), piece=Piece(TEXT))


def test_a_look_without_end_is_for_a_person() -> None:
    with pytest.raises(Refused, match="Look there and decide"):
        look(page(post(2, BEGAN), next_token="more"), piece=Piece(TEXT))
