"""Machines write posts: idempotent, without lost updates, in bulk, with every fault at its field. None approves."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Answer, Brand, Event, Market, Page, User
from campaigns.models import Asset, Guideline, Post, Publication
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import in_an_hour, plan

HOLA = {"brand": "aurora", "market": "ES", "text": "Hola"}
NEXT_YEAR = timezone.now().year + 1


def planned(page: Page) -> dict[str, Any]:
    return {"page": page.pk, "wall": f"{plan(page, in_an_hour()).wall:%Y-%m-%dT%H:%M}"}


def pointers(answer: Any) -> set[str]:
    return {fault["pointer"] for fault in answer.json()["errors"]}


def test_a_draft_is_written_with_its_plan_and_shown(caller: Caller, madrid_mastodon: Page) -> None:
    answer = caller.post("posts", {**HOLA, "tags": ["oferta"], "plan": [planned(madrid_mastodon)]})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["brand"], told["market"], told["text"], told["state"]) == ("aurora", "ES", "Hola", "draft")
    assert [one["page"] for one in told["publications"]] == [madrid_mastodon.pk]
    assert answer["Location"].endswith(f"/api/v1/posts/{told['id']}")
    assert caller.get(f"posts/{told['id']}").json() == told
    assert Event.objects.filter(what="post.drafted").get().by.name == "DAM"


def test_a_thread_and_a_first_comment_are_written_and_shown(
    caller: Caller, madrid_mastodon: Page, photo: Asset
) -> None:
    thread = [
        {"text": "Dos", "media": [{"asset": photo.pk, "alt": "Un coche", "overlay": None}]},
        {"text": "Tres", "media": []},
    ]
    said = {
        "thread": thread,
        "first_comment": "Más",
        "media": [{"asset": photo.pk, "alt": "El mismo", "overlay": None}],
    }
    told = caller.post("posts", {**HOLA, **said, "plan": [planned(madrid_mastodon)]}).json()
    assert {name: told[name] for name in said} == said
    [content] = Post.objects.get().contents()
    assert [part.text for part in content.thread] == ["Dos", "Tres"]


def test_faults_of_a_thread_are_told_at_their_part(caller: Caller) -> None:
    thread = [{"text": "Dos"}, {"text": "", "media": []}, {"text": "x", "media": [{"asset": 4711}]}]
    answer = caller.post("posts", {**HOLA, "thread": thread})
    assert pointers(answer) == {"/thread/1/text", "/thread/2/media/0/asset"}


def test_every_fault_is_told_at_its_field(caller: Caller, madrid_mastodon: Page, paris_mastodon: Page) -> None:
    wrong = {
        **HOLA,
        "link": "no address",
        "colour": "red",
        "plan": [planned(madrid_mastodon), {"page": "x", "wall": "tomorrow"}],
    }
    answer = caller.post("posts", wrong)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert pointers(answer) == {"/colour"}
    del wrong["colour"]
    assert pointers(caller.post("posts", wrong)) == {"/link", "/plan/1/page", "/plan/1/wall"}
    foreign = caller.post("posts", {**HOLA, "plan": [planned(paris_mastodon)]})
    assert pointers(foreign) == {"/plan/0/page"}
    assert not Post.objects.exists()


def test_a_time_that_does_not_exist_or_exists_twice_is_told(caller: Caller, madrid_mastodon: Page) -> None:
    spring = caller.post("posts", {**HOLA, "plan": [{"page": madrid_mastodon.pk, "wall": "2027-03-28T02:30"}]})
    assert pointers(spring) == {"/plan/0/wall"}
    autumn = {"page": madrid_mastodon.pk, "wall": "2027-10-31T02:30"}
    assert pointers(caller.post("posts", {**HOLA, "plan": [autumn]})) == {"/plan/0/fold"}
    assert caller.post("posts", {**HOLA, "plan": [{**autumn, "fold": 1}]}).status_code == 201


def test_a_fault_of_one_publication_is_told_where_it_was_sent(caller: Caller, madrid_mastodon: Page) -> None:
    post = caller.post("posts", {**HOLA, "plan": [planned(madrid_mastodon)]}).json()
    spring, autumn = {"wall": "2027-03-28T02:30"}, {"wall": "2027-10-31T02:30"}
    path = f"publications/{post['publications'][0]['id']}"
    assert pointers(caller.patch(path, spring, If_Match="*")) == {"/wall"}
    assert pointers(caller.patch(path, autumn, If_Match="*")) == {"/fold"}
    new = {"post": post["id"], "page": madrid_mastodon.pk}
    assert pointers(caller.post("publications", {**new, **spring})) == {"/wall"}
    assert pointers(caller.post("publications", {**new, **spring, "page": 4711})) == {"/page"}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"plan": [{"page": 4711, "wall": "2031-05-14T18:00"}]}, "/plan/0/page"),
        ({"plan": ["nonsense"]}, "/plan/0"),
        ({"plan": [{"page": 1, "wall": "soon"}]}, "/plan/0/wall"),
        ({"plan": [{"page": 1, "wall": "2031-05-14T18:00", "colour": 1}]}, "/plan/0/colour"),
        ({"thread": [{"text": "x", "media": [{"asset": 4711}]}]}, "/thread/0/media/0/asset"),
        ({"wordings": [{"network": "myspace", "text": "x"}]}, "/wordings/0/network"),
        ({"tags": ["x", "x" * 51]}, "/tags/1"),
        ({"brand": "nova"}, "/brand"),
    ],
)
def test_among_many_each_fault_is_told_where_it_was_sent(wrong: dict[str, Any], where: str, caller: Caller) -> None:
    assert pointers(caller.post("posts", {**HOLA, **wrong})) == {where}
    for mode in ("all", "each"):
        told = caller.post("posts/bulk", {"mode": mode, "posts": [HOLA, {**HOLA, **wrong}]}).json()["results"][1]
        assert [one["pointer"] for one in told["problem"]["errors"]] == [f"/posts/1{where}"]


def test_a_body_that_is_none_is_at_fault_as_a_whole(caller: Caller) -> None:
    assert pointers(caller.post("posts", [HOLA])) == {""}, "RFC 6901, 5"


def test_the_same_call_twice_writes_once_and_hears_the_same(caller: Caller) -> None:
    first, second = (caller.post("posts", HOLA, Idempotency_Key="a") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second["Idempotent-Replay"] == "true"
    assert first["Location"] == second["Location"]
    assert Post.objects.count() == 1


def test_a_fault_is_remembered_too_and_another_body_is_refused(caller: Caller) -> None:
    wrong = {**HOLA, "link": "no address"}
    assert [caller.post("posts", wrong, Idempotency_Key="a").status_code for _ in range(2)] == [400, 400]
    assert caller.post("posts", HOLA, Idempotency_Key="a").status_code == 422
    assert not Post.objects.exists()


@pytest.mark.parametrize("key", ["", "a" * 256])
def test_a_key_that_is_none_is_refused(key: str, caller: Caller) -> None:
    assert caller.post("posts", HOLA, Idempotency_Key=key).status_code == 422
    assert not Post.objects.exists()


def test_keys_of_different_callers_do_not_meet(caller: Caller, made: Callable[..., Any]) -> None:
    assert caller.post("posts", HOLA, Idempotency_Key="a").status_code == 201
    assert Caller(made()[1]).post("posts", HOLA, Idempotency_Key="a").status_code == 201
    assert Post.objects.count() == 2


def test_what_breaks_on_our_side_is_not_remembered(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    caller.client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(Post, "write", None)
        assert caller.post("posts", HOLA, Idempotency_Key="a").status_code == 500
    assert not Answer.objects.exists()
    assert caller.post("posts", HOLA, Idempotency_Key="a").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_equal_calls_at_once_write_once(caller: Caller) -> None:
    answers: list[Any] = []
    meet = threading.Barrier(4)

    def call() -> None:
        try:
            meet.wait()
            answers.append(Caller(caller.secret).post("posts", HOLA, Idempotency_Key="a"))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Post.objects.count() == 1


def test_a_change_needs_the_state_that_was_read(caller: Caller) -> None:
    made = caller.post("posts", HOLA)
    path = f"posts/{made.json()['id']}"
    assert caller.patch(path, {"text": "Adiós"}).status_code == 428
    changed = caller.patch(path, {"text": "Adiós"}, If_Match=made["ETag"])
    assert (changed.status_code, changed.json()["text"]) == (200, "Adiós")
    assert caller.patch(path, {"text": "Otra vez"}, If_Match=made["ETag"]).status_code == 412
    assert Post.objects.get().text == "Adiós"


def test_a_change_keeps_what_it_does_not_name(caller: Caller, madrid_mastodon: Page) -> None:
    body = {**HOLA, "link": "https://aurora.example", "plan": [planned(madrid_mastodon)]}
    made = caller.post("posts", body)
    told = caller.patch(f"posts/{made.json()['id']}", {"text": "Adiós"}, If_Match=made["ETag"]).json()
    assert (told["link"], len(told["publications"])) == ("https://aurora.example", 1)


def test_a_machine_submits_and_people_approve(caller: Caller, madrid_mastodon: Page, carmen: User) -> None:
    made = caller.post("posts", {**HOLA, "plan": [planned(madrid_mastodon)]}).json()
    answer = caller.post(f"posts/{made['id']}/submission")
    assert (answer.status_code, answer.json()["state"]) == (200, "review")
    assert caller.post(f"posts/{made['id']}/submission").status_code == 409
    for name in ("approval", "approve", "decision"):
        assert caller.post(f"posts/{made['id']}/{name}").status_code == 404
    Post.objects.get().approve(carmen, Post.objects.get().revision.digest)


def test_a_submission_that_a_guideline_blocks_is_told_in_its_sentence(
    caller: Caller, madrid_mastodon: Page, aurora: Brand
) -> None:
    Guideline.objects.create(brand=aurora, kind="banned_words", words=["hola"], sentence="Never say hello.")
    made = caller.post("posts", {**HOLA, "plan": [planned(madrid_mastodon)]}).json()
    answer = caller.post(f"posts/{made['id']}/submission")
    assert answer.status_code == 400
    assert ("/text", "Never say hello.") in [(one["pointer"], one["detail"]) for one in answer.json()["errors"]]


def test_what_blocks_a_submission_is_told_where_the_post_shows_it(
    caller: Caller, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    none = caller.post("posts", HOLA).json()["id"]
    assert pointers(caller.post(f"posts/{none}/submission")) == {"/publications"}
    early, late = planned(madrid_mastodon), {"page": madrid_bluesky.pk, "wall": f"{NEXT_YEAR}-05-14T18:00"}
    made = caller.post("posts", {**HOLA, "plan": [late, early]}).json()
    Page.objects.filter(pk=madrid_bluesky.pk).update(is_active=False)
    assert pointers(caller.post(f"posts/{made['id']}/submission")) == {"/publications/1/page"}
    assert made["publications"][1]["page"] == madrid_bluesky.pk


def test_a_check_reads_a_draft_and_keeps_nothing(caller: Caller, madrid_bluesky: Page, aurora: Brand) -> None:
    Guideline.objects.create(brand=aurora, kind="banned_words", words=["barato"], sentence="Never say cheap.")
    body = {**HOLA, "text": "Barato. " + "a" * 300, "plan": [planned(madrid_bluesky)]}
    found = caller.post("posts/checks", body).json()["findings"]
    assert any(one["sentence"] == "Never say cheap." and one["blocks"] for one in found)
    assert {one["pointer"] for one in found} == {"/text"}
    late = {**HOLA, "plan": [{"page": madrid_bluesky.pk, "wall": "2020-05-14T18:00"}]}
    assert [one["pointer"] for one in caller.post("posts/checks", late).json()["findings"]] == ["/plan/0/wall"]
    assert any("Shorten it by 8." in one["sentence"] for one in found)
    assert not Post.objects.exists()


def test_findings_are_told_in_the_callers_language(
    caller: Caller, madrid_bluesky: Page, aurora: Brand, erika: User
) -> None:
    Guideline.objects.create(brand=aurora, kind="banned_words", words=["barato"], sentence="Never say cheap.")
    body = {**HOLA, "text": "Barato. " + "a" * 300, "plan": [planned(madrid_bluesky)]}
    caller.client.force_login(erika)
    User.objects.update(language="fr")

    def told(language: str) -> str:
        answer = caller.post("posts/checks", body, Accept_Language=language)
        assert "Accept-Language" in answer["Vary"]
        return " ".join(one["sentence"] for one in answer.json()["findings"])

    assert "Shorten it by 8." in told("en")
    assert "Kürze ihn um 8." in told("de-AT, en;q=0.5")
    assert "Never say cheap." in told("de"), "what people wrote stays as they wrote it"


def test_what_blocks_a_submission_is_told_in_the_callers_language(caller: Caller) -> None:
    post = caller.post("posts", HOLA).json()["id"]
    [fault] = caller.post(f"posts/{post}/submission", Accept_Language="de").json()["errors"]
    assert fault["detail"].startswith("Wähle mindestens eine Seite")


@pytest.mark.parametrize(("mode", "status", "kept"), [("all", 422, 0), ("each", 207, 2)])
def test_many_posts_are_written_all_or_each(caller: Caller, mode: str, status: int, kept: int) -> None:
    posts = [HOLA, {**HOLA, "link": "no address"}, {**HOLA, "text": "Adiós"}]
    answer = caller.post("posts/bulk", {"mode": mode, "posts": posts})
    results = answer.json()["results"]
    assert (answer.status_code, len(results), Post.objects.count()) == (status, 3, kept)
    assert results[1]["status"] == 400
    assert results[1]["problem"]["errors"][0]["pointer"] == "/posts/1/link"
    assert [one["status"] for one in (results[0], results[2])] == ([424, 424] if mode == "all" else [201, 201])


@pytest.mark.parametrize(("mode", "kept"), [("all", 0), ("each", 998)])
def test_a_thousand_posts_in_one_call_have_an_answer_each(
    caller: Caller, madrid_mastodon: Page, mode: str, kept: int
) -> None:
    plan = [planned(madrid_mastodon)]
    posts = [{**HOLA, "text": f"Hola {number}", "plan": plan} for number in range(1000)]
    posts[17]["link"] = posts[999]["link"] = "no address"
    answer = caller.post("posts/bulk", {"mode": mode, "posts": posts})
    results = answer.json()["results"]
    assert (len(results), Post.objects.count(), Publication.objects.count()) == (1000, kept, kept)
    faults = {place: one["problem"]["errors"][0]["pointer"] for place, one in enumerate(results) if "problem" in one}
    assert faults == {17: "/posts/17/link", 999: "/posts/999/link"}
    made = [one["post"] for one in results if one["status"] == 201]
    texts = dict(Post.objects.values_list("pk", "text"))
    assert [texts[key] for key in made] == [f"Hola {n}" for n in range(1000) if n not in faults][:kept]
    assert caller.post("posts/bulk", {"mode": mode, "posts": [*posts, HOLA]}).json()["errors"][0]["pointer"] == "/posts"


def test_each_of_many_posts_takes_as_many_queries_as_the_others(caller: Caller, madrid_mastodon: Page) -> None:
    def asked(number: int) -> int:
        posts = [{**HOLA, "plan": [planned(madrid_mastodon)]}] * number
        with CaptureQueriesContext(connection) as captured:
            assert caller.post("posts/bulk", {"posts": posts}).status_code == 201
        return len(captured)

    asked(1)  # and writes down that the key was used
    ten, twenty, forty = map(asked, (10, 20, 40))
    assert forty - twenty == 2 * (twenty - ten)
    assert (twenty - ten) / 10 <= 20


def test_another_brands_and_markets_posts_do_not_exist(
    caller: Caller, farid: User, aurora: Brand, france: Market, paris_mastodon: Page
) -> None:
    from campaigns.draft import Draft

    foreign = Post.write(farid, aurora, france, Draft(text="Bonjour"))
    assert caller.get(f"posts/{foreign.pk}").status_code == 404
    assert caller.get("posts").json()["results"] == []
    assert caller.patch(f"posts/{foreign.pk}", {"text": "x"}, If_Match="*").status_code == 404
    answer = caller.post("posts", {**HOLA, "market": "FR"})
    assert answer.status_code == 403


def test_lists_are_read_by_cursor_with_filters_and_few_queries(
    caller: Caller, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        caller.post("posts", {**HOLA, "text": f"Hola {number}", "tags": ["uno"] if number else []})
    with django_assert_max_num_queries(12):
        first = caller.get("posts?limit=2&fields=id,text").json()
    assert [set(one) for one in first["results"]] == [{"id", "text"}] * 2
    second = caller.client.get(first["next"], headers={"Authorization": f"Bearer {caller.secret}"}).json()
    assert len({one["id"] for one in first["results"] + second["results"]}) == 4
    assert len(caller.get("posts?tag=uno").json()["results"]) == 4
    assert caller.get("posts?state=nonsense").status_code == 400


def test_a_publication_is_moved_and_cancelled(caller: Caller, madrid_mastodon: Page) -> None:
    made = caller.post("posts", {**HOLA, "plan": [planned(madrid_mastodon)]}).json()
    path = f"publications/{made['publications'][0]['id']}"
    shown = caller.get(path)
    moved = caller.patch(path, {"wall": f"{NEXT_YEAR}-05-14T18:00"}, If_Match=shown["ETag"])
    assert (moved.status_code, moved.json()["wall"]) == (200, f"{NEXT_YEAR}-05-14T18:00")
    assert caller.patch(path, {"wall": f"{NEXT_YEAR}-05-15T18:00"}, If_Match=shown["ETag"]).status_code == 412
    assert caller.post(f"{path}/cancellation").json()["state"] == "cancelled"
    assert caller.post(f"{path}/cancellation").status_code == 409
    assert caller.patch(path, {"wall": f"{NEXT_YEAR}-05-16T18:00"}, If_Match="*").status_code == 409


def test_a_submission_of_another_state_than_was_read_is_none(caller: Caller, madrid_mastodon: Page) -> None:
    made = caller.post("posts", {**HOLA, "plan": [planned(madrid_mastodon)]})
    path = f"posts/{made.json()['id']}"
    changed = caller.patch(path, {"text": "Adiós"}, If_Match=made["ETag"])
    for headers in ({}, {"Idempotency_Key": "a"}):
        stale = caller.post(f"{path}/submission", If_Match=made["ETag"], **headers)
        assert (stale.status_code, Post.objects.get().state) == (412, "draft")
    again = {"If_Match": changed["ETag"]}
    assert caller.post(f"{path}/submission", **again, Idempotency_Key="a").status_code == 422, "it is another call"
    assert caller.post(f"{path}/submission", **again, Idempotency_Key="b").json()["state"] == "review"
    assert caller.post(f"{path}/submission", **again, Idempotency_Key="b").json()["state"] == "review", "as it was"


def test_what_was_moved_since_it_was_read_is_not_cancelled(caller: Caller, madrid_mastodon: Page) -> None:
    made = caller.post("posts", {**HOLA, "plan": [planned(madrid_mastodon)]}).json()
    path = f"publications/{made['publications'][0]['id']}"
    read = caller.get(path)["ETag"]
    moved = caller.patch(path, {"wall": f"{NEXT_YEAR}-05-14T18:00"}, If_Match=read)
    assert caller.post(f"{path}/cancellation", If_Match=read).status_code == 412
    assert caller.post(f"{path}/cancellation", If_Match=moved["ETag"]).json()["state"] == "cancelled"


def test_a_slot_is_removed_as_it_was_read(caller: Caller, madrid_mastodon: Page) -> None:
    slot = caller.post("slots", {"page": madrid_mastodon.pk, "weekday": 0, "wall": "18:00"})
    path = f"slots/{slot.json()['id']}"
    assert caller.ask("DELETE", path, If_Match='"another"').status_code == 412
    assert caller.ask("DELETE", path, If_Match=slot["ETag"]).status_code == 204


def test_next_free_slots_are_taken_in_turn_and_jump_the_hour_that_does_not_exist(
    caller: Caller, madrid_mastodon: Page, spain: Market
) -> None:
    for weekday in (0, 3):
        slot = {"page": madrid_mastodon.pk, "weekday": weekday, "wall": "18:00"}
        assert caller.post("slots", slot).status_code == 201
    assert caller.post("slots", slot).status_code == 409
    times = []
    for number in range(3):
        post = caller.post("posts", {**HOLA, "text": f"Hola {number}"}).json()["id"]
        answer = caller.post("publications/next-slot", {"post": post, "page": madrid_mastodon.pk})
        assert answer.status_code == 201, answer.content
        times.append(answer.json()["wall"])
    assert len(set(times)) == 3
    assert times == sorted(times)
    assert all(time.endswith("T18:00") for time in times)


@pytest.mark.django_db(transaction=True)
def test_two_callers_never_get_the_same_slot(caller: Caller, madrid_mastodon: Page) -> None:
    caller.post("slots", {"page": madrid_mastodon.pk, "weekday": 2, "wall": "09:00"})
    posts = [caller.post("posts", {**HOLA, "text": f"Hola {number}"}).json()["id"] for number in range(4)]
    meet = threading.Barrier(4)

    def take(post: int) -> None:
        try:
            meet.wait()
            Caller(caller.secret).post("publications/next-slot", {"post": post, "page": madrid_mastodon.pk})
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = list(Publication.objects.values_list("at", flat=True))
    assert len(set(times)) == 4
    assert max(times) - min(times) >= timedelta(days=20)
