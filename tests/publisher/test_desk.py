"""The desk: evidence in plain words, and three decisions that only those make who may."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Page, User
from campaigns.draft import Draft, Further
from campaigns.models import Asset, Post
from publisher.engine.release import release
from publisher.models import Attempt, Correction, Delivery, FollowUp, Freeze, Hold, Removal
from tests.cast import Write, make_due, page_on

Lay = Callable[..., Delivery]


@pytest.fixture
def lay(write: Write, approve: Callable[[Post], Post]) -> Lay:
    """A delivery of an approved post, laid on the desk with one attempt behind it."""

    def laid(page: Page, state: str = "refused", **more: Any) -> Delivery:
        publication = approve(write(page, **more)).publications.get()
        make_due(publication)
        release()
        delivery = Delivery.objects.get(publication=publication)
        Delivery.objects.filter(pk=delivery.pk).update(
            state=state, doubts=int(state == "unproven"), reason="Mastodon says that the text is too long."
        )
        Attempt.objects.create(
            delivery=delivery,
            page=page,
            fence=1,
            worker="test",
            outcome="refused",
            network_text="Validation failed: Text character limit of 500 exceeded",
            trace_id="trace-4711",
            status=422,
        )
        delivery.refresh_from_db()
        return delivery

    return laid


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def decide(client: Client, delivery: Delivery, decision: str, **more: Any) -> Any:
    answer = client.post(f"/deliveries/{delivery.pk}/decision", {"decision": decision, **more})
    delivery.refresh_from_db()
    return answer


def test_the_evidence_stands_beside_the_decision(as_ana: Client, lay: Lay, madrid_mastodon: Page, photo: Asset) -> None:
    Page.objects.update(address="https://social.example/@aurora")
    lay(madrid_mastodon, pictures=((photo, "Un coche rojo"),))
    page = as_ana.get("/desk").content.decode()
    for evidence in (
        "Mastodon says that the text is too long.",
        "Validation failed: Text character limit of 500 exceeded",
        "trace-4711",
        "422",
        "La nueva Aurora",
        "Un coche rojo",
        "https://social.example/@aurora",
    ):
        assert evidence in page


def test_of_many_attempts_the_last_stands_there_and_the_others_are_folded(
    as_ana: Client, lay: Lay, madrid_mastodon: Page
) -> None:
    delivery = lay(madrid_mastodon)
    for fence in (2, 3):
        text = f"Words of attempt {fence}"
        Attempt.objects.create(
            delivery=delivery, page=madrid_mastodon, fence=fence, worker="test", outcome="later", network_text=text
        )
    page = as_ana.get("/desk").content.decode()
    assert page.index("Words of attempt 3") < page.index("2 earlier attempts") < page.index("Words of attempt 2")


def test_sending_again_queues_it(as_ana: Client, lay: Lay, madrid_mastodon: Page) -> None:
    delivery = lay(madrid_mastodon)
    decide(as_ana, delivery, "send_again")
    assert delivery.state == "queued"


def test_what_is_unproven_is_sent_again_only_by_one_who_is_sure(
    as_ana: Client, lay: Lay, madrid_mastodon: Page
) -> None:
    delivery = lay(madrid_mastodon, "unproven")
    answer = decide(as_ana, delivery, "send_again")
    assert "It may be out there already. Look at the page first" in answer.content.decode()
    assert (answer.status_code, delivery.state) == (422, "unproven")
    decide(as_ana, delivery, "send_again", sure="1")
    assert delivery.state == "queued"


def test_it_is_out_there_needs_its_address(as_ana: Client, lay: Lay, madrid_mastodon: Page) -> None:
    delivery = lay(madrid_mastodon, "unproven")
    assert "Paste the address of the post" in decide(as_ana, delivery, "confirm").content.decode()
    nonsense = decide(as_ana, delivery, "confirm", permalink="javascript:alert(1)").content.decode()
    assert "This is not a web address." in nonsense
    assert "javascript:alert(1)" in nonsense
    assert delivery.state == "unproven"
    decide(as_ana, delivery, "confirm", permalink="https://social.example/@aurora/7")
    assert (delivery.state, delivery.permalink) == ("published", "https://social.example/@aurora/7")


def test_giving_up_ends_it(as_ana: Client, lay: Lay, madrid_mastodon: Page) -> None:
    delivery = lay(madrid_mastodon, "missed")
    answer = as_ana.post(f"/deliveries/{delivery.pk}/decision", {"decision": "give_up"}, headers={"HX-Request": "true"})
    delivery.refresh_from_db()
    assert delivery.state == "abandoned"
    assert "Given up." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_two_people_decide_once(as_ana: Client, lay: Lay, carmen: User, madrid_mastodon: Page) -> None:
    delivery = lay(madrid_mastodon)
    delivery.give_up(by=carmen)
    answer = decide(as_ana, delivery, "send_again")
    assert answer.status_code == 409
    assert delivery.state == "abandoned"


def test_what_was_edited_since_is_not_offered_to_be_sent(
    as_ana: Client, ana: User, lay: Lay, madrid_mastodon: Page
) -> None:
    delivery = lay(madrid_mastodon)
    post = delivery.publication.post
    draft = post.draft()
    post.revise(ana, type(draft)(**{**draft.__dict__, "text": "Más corto."}), post.version)
    page = as_ana.get("/desk").content.decode()
    assert "The post was edited since" in page
    assert 'value="send_again"' not in page


def test_an_analyst_reads_the_desk_and_decides_nothing(
    client: Client, gwen: User, lay: Lay, madrid_mastodon: Page
) -> None:
    delivery = lay(madrid_mastodon)
    client.force_login(gwen)
    page = client.get("/desk").content.decode()
    assert "trace-4711" in page
    assert 'name="decision"' not in page
    assert decide(client, delivery, "give_up").status_code == 403


def test_another_markets_delivery_does_not_exist(client: Client, farid: User, lay: Lay, madrid_mastodon: Page) -> None:
    delivery = lay(madrid_mastodon)
    client.force_login(farid)
    assert "trace-4711" not in client.get("/desk").content.decode()
    assert decide(client, delivery, "give_up").status_code == 404


def test_what_is_being_looked_up_is_shown_without_buttons(as_ana: Client, lay: Lay, madrid_mastodon: Page) -> None:
    lay(madrid_mastodon, "unsure")
    page = as_ana.get("/desk").content.decode()
    assert "Being looked up right now" in page
    assert 'name="decision"' not in page


def test_the_number_of_queries_does_not_grow_with_deliveries(
    as_ana: Client, lay: Lay, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_ana.get("/desk")
        return len(captured)

    lay(madrid_mastodon)
    before = queries()
    for text in ("Uno.", "Dos.", "Tres."):
        lay(madrid_bluesky, text=text)
    assert queries() == before


# --- what follows a post


@pytest.fixture
def lay_part(lay: Lay) -> Callable[..., FollowUp]:
    """The second of three parts on the desk; its post is public."""

    def laid(page: Page, **more: Any) -> FollowUp:
        delivery = lay(page, "published", thread=(Further("Dos."), Further("Tres.")))
        Delivery.objects.filter(pk=delivery.pk).update(remote_id="1", permalink="https://social.example/1", reason="")
        FollowUp.objects.plan([delivery])
        part = delivery.follow_ups.get(position=2)
        FollowUp.objects.filter(pk=part.pk).update(state="refused", reason="It may not answer.", **more)
        part.refresh_from_db()
        return part

    return laid


def test_a_part_stands_on_the_desk_with_what_it_says_and_its_post(
    as_ana: Client, lay_part: Callable[..., FollowUp], madrid_mastodon: Page
) -> None:
    part = lay_part(madrid_mastodon)
    answer = as_ana.get("/desk")
    page = answer.content.decode()
    for words in (
        "Part 2 on Aurora Spain",
        "It may not answer.",
        "Dos.",
        "The post itself is public",
        "social.example/1",
    ):
        assert words in page
    assert answer.context["desk_count"] == 1
    shown = as_ana.get(f"/posts/{part.delivery.publication.post_id}").content.decode()
    assert "Part 2" in shown
    assert "Waits its turn" in shown


@pytest.mark.parametrize(
    ("decision", "states"),
    [("send_again", ["queued", "waiting"]), ("give_up", ["abandoned"] * 2), ("confirm", ["published", "queued"])],
)
def test_a_person_decides_about_a_part(
    decision: str, states: list[str], as_ana: Client, lay_part: Callable[..., FollowUp], madrid_mastodon: Page
) -> None:
    part = lay_part(madrid_mastodon)
    typed = {"decision": decision, "permalink": "https://social.example/2"}
    answer = as_ana.post(f"/follow-ups/{part.pk}/decision", typed, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert f'id="follow_up-{part.pk}"' in answer.content.decode()
    assert list(part.delivery.follow_ups.values_list("state", flat=True)) == states
    assert Delivery.objects.get().state == "published"


def test_who_sends_a_doubtful_part_again_says_that_they_looked(
    as_ana: Client, lay_part: Callable[..., FollowUp], madrid_mastodon: Page
) -> None:
    part = lay_part(madrid_mastodon, doubts=1)
    answer = as_ana.post(f"/follow-ups/{part.pk}/decision", {"decision": "send_again"})
    assert answer.status_code == 422
    assert "Look at the page first" in answer.content.decode()


def test_a_part_whose_post_was_edited_is_not_offered_to_be_sent(
    as_ana: Client, ana: User, lay_part: Callable[..., FollowUp], madrid_mastodon: Page
) -> None:
    part = lay_part(madrid_mastodon)
    post = part.delivery.publication.post
    post.refresh_from_db()
    post.revise(ana, Draft(text="Otra cosa."), post.version)
    page = as_ana.get("/desk").content.decode()
    assert "The post was edited since" in page
    assert as_ana.post(f"/follow-ups/{part.pk}/decision", {"decision": "send_again"}).status_code == 409


# --- the list


def test_a_long_desk_comes_in_sheets_what_was_due_last_first(
    as_ana: Client, lay: Lay, madrid_mastodon: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.views.desk.A_SHEET", 2)
    laid = [lay(madrid_mastodon, text=text) for text in ("Uno.", "Dos.", "Tres.")]
    for hours, delivery in enumerate(laid):
        Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() - timedelta(hours=hours))
    first = as_ana.get("/desk")
    assert [case.row for case in first.context["cases"]] == laid[:2]
    assert "1–2 of 3" in first.content.decode()
    second = as_ana.get("/desk?sheet=2", headers={"HX-Request": "true"})
    assert [case.row for case in second.context["cases"]] == laid[2:]
    assert "<html" not in second.content.decode()


def test_the_desk_is_narrowed_by_network(as_ana: Client, lay: Lay, madrid_mastodon: Page, madrid_bluesky: Page) -> None:
    lay(madrid_mastodon, text="Uno.")
    blue = lay(madrid_bluesky, text="Dos.")
    assert [case.row for case in as_ana.get("/desk?network=bluesky").context["cases"]] == [blue]
    Delivery.objects.filter(pk=blue.pk).update(state="abandoned")
    assert "Nothing of these needs you" in as_ana.get("/desk?network=bluesky").content.decode()


@pytest.mark.parametrize(
    ("state", "advice"),
    [
        ("refused", "If the post has to change, open it, change it and submit it again."),
        ("unproven", "Look at the page. If the post is there, keep it with its address"),
    ],
)
def test_each_case_says_what_to_do(state: str, advice: str, as_ana: Client, lay: Lay, madrid_mastodon: Page) -> None:
    lay(madrid_mastodon, state)
    assert advice in as_ana.get("/desk").content.decode()


def test_the_last_attempt_stands_before_the_earlier_ones(as_ana: Client, lay: Lay, madrid_mastodon: Page) -> None:
    delivery = lay(madrid_mastodon)
    for number in (2, 3):
        again = {"fence": number, "worker": "test", "outcome": "later", "network_text": f"Busy {number}", "status": 503}
        Attempt.objects.create(delivery=delivery, page=delivery.page, **again)
    page = as_ana.get("/desk").content.decode()
    assert page.index("Busy 3") < page.index("2 earlier attempts") < page.index("trace-4711") < page.index("Busy 2")


# --- what newer code wrote


@pytest.fixture
def unreadable(lay: Lay, madrid_mastodon: Page) -> Delivery:
    """As a newer Marquee leaves it beside this one, while one replaces the other."""
    delivery = lay(madrid_mastodon, first_comment="Más.")
    Delivery.objects.filter(pk=delivery.pk).update(content={**delivery.content, "mood": "merry"})
    return delivery


def test_what_newer_code_wrote_hides_no_other_case_and_can_be_given_up(
    as_ana: Client, lay: Lay, unreadable: Delivery, madrid_bluesky: Page
) -> None:
    lay(madrid_bluesky, text="Dos.")
    page = as_ana.get("/desk").content.decode()
    assert "this one cannot read it" in page
    assert "Dos." in page
    assert "La nueva Aurora" not in page.partition("cannot read it")[0]
    assert as_ana.get("/desk.csv").status_code == 200
    decide(as_ana, unreadable, "give_up")
    assert unreadable.state == "abandoned"


def test_it_is_not_confirmed_before_what_follows_it_can_be_read(as_ana: Client, unreadable: Delivery) -> None:
    answer = decide(as_ana, unreadable, "confirm", permalink="https://social.example/1")
    assert (answer.status_code, unreadable.state) == (409, "refused")
    assert "this one cannot read it" in answer.content.decode()


# --- what it costs


def test_of_all_kinds_together_it_takes_few_queries(
    as_ana: Client,
    ana: User,
    dieter: User,
    lay: Lay,
    lay_part: Callable[..., FollowUp],
    madrid_mastodon: Page,
    madrid_bluesky: Page,
    django_assert_max_num_queries: Any,
) -> None:
    post = lay_part(madrid_mastodon).delivery
    lay(madrid_bluesky, "unsure", text="Dos.")
    lay(madrid_bluesky, text="Tres.")
    other, lost = (page_on("mastodon", post.page.brand, post.page.market, remote_id=f"m{n}") for n in (1, 2))
    for page in (other, lost):
        lay(page, "queued", text="Cuatro.")
    Hold.ask(other)
    Page.objects.filter(pk=lost.pk).update(health="reconnect")
    what = {"delivery": post, "page": post.page, "network": post.network, "state": "refused", "reason": "No."}
    now = timezone.now()
    when = {"due_at": now, "next_at": now, "closes_at": now}
    more = [
        Removal.objects.create(**what, **when, by=ana),
        Correction.objects.create(**what, **when, revision=post.revision, content=post.content, digest=post.digest),
        FollowUp.objects.get(state="refused"),
    ]
    for row in more:
        Attempt.objects.create(**{row.noun: row}, page=row.page, fence=1, worker="test", trace_id=f"of a {row.noun}")
    Freeze.set(dieter, "A crisis", brand=post.page.brand)
    with django_assert_max_num_queries(15):
        page = as_ana.get("/desk").content.decode()
    for row in more:
        assert f'id="{row.noun}-{row.pk}"' in page
        assert f"of a {row.noun}" in page
    assert "Being looked up right now" in page
    assert "is connected again" in page
    assert "lost its connection" in page
