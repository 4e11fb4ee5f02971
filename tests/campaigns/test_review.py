"""The review queue: what waits for whom, what changed, and decisions that name what was read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Event, Membership, Page, Role, User
from campaigns.content import UNREADABLE
from campaigns.models import Approval, Asset, Campaign, Comment, Guideline, Post, Publication, Rights
from publisher.engine.release import release
from publisher.models import Delivery, Freeze
from tests.cast import Write, in_an_hour, make_due, page_on, person, picture_file


@pytest.fixture
def submitted(write: Write, ana: User, madrid_mastodon: Page) -> Post:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    return post


@pytest.fixture
def as_carmen(client: Client, carmen: User) -> Client:
    client.force_login(carmen)
    return client


def decide(client: Client, post: Post, decision: str, digest: str = "", note: str = "", **more: Any) -> Any:
    assert post.revision
    form = {"decision": decision, "digest": digest or post.revision.digest, "note": note}
    answer = client.post(f"/posts/{post.pk}/approval", form, **more)
    post.refresh_from_db()
    return answer


def seen(client: Client) -> str:
    return client.get("/review").content.decode()


def test_only_those_who_decide_next_see_a_post_waiting(submitted: Post, ana: User, carmen: User, dieter: User) -> None:
    shows = {}
    for one in (ana, carmen, dieter):
        client = Client()
        client.force_login(one)
        shows[one.name] = "La nueva Aurora" in seen(client)
    assert shows == {"Ana": False, "Carmen": True, "Dieter": False}


def test_a_page_that_was_cancelled_since_is_marked(
    as_carmen: Client, ana: User, write: Write, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    post = write(madrid_mastodon, madrid_bluesky)
    post.submit(by=ana)
    post.publications.get(page=madrid_bluesky).cancel(ana)
    page = as_carmen.get("/review")
    [wording] = page.context["case"].wordings
    assert {where.page: where.is_cancelled for where in wording.where} == {madrid_mastodon: False, madrid_bluesky: True}
    assert page.content.decode().lower().count("cancelled") == 1


def test_the_most_urgent_comes_first(as_carmen: Client, write: Write, ana: User, madrid_mastodon: Page) -> None:
    late = write(madrid_mastodon, text="Después.", at=in_an_hour().replace(year=in_an_hour().year + 1))
    soon = write(madrid_mastodon, text="Pronto.")
    for post in (late, soon):
        post.submit(by=ana)
    assert as_carmen.get("/review").context["inbox"].keys == [soon.pk, late.pk]


def test_an_approval_passes_the_post_on_and_shows_the_next(
    as_carmen: Client, submitted: Post, write: Write, ana: User, madrid_bluesky: Page
) -> None:
    other = write(madrid_bluesky, text="La siguiente.")
    other.submit(by=ana)
    answer = decide(as_carmen, submitted, "approve", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "Approved." in page
    assert "La siguiente." in page
    assert "<html" not in page
    assert submitted.stage == "head_office"


def test_asking_and_rejecting_need_a_note(as_carmen: Client, submitted: Post) -> None:
    answer = decide(as_carmen, submitted, "ask")
    assert answer.status_code == 422
    assert "Write what should change" in answer.content.decode()
    assert submitted.state == "review"
    decide(as_carmen, submitted, "ask", note="Falta el precio.")
    assert submitted.state == "draft"
    assert "Falta el precio." in as_carmen.get(f"/posts/{submitted.pk}").content.decode()


def test_a_rejection_ends_it(as_carmen: Client, submitted: Post) -> None:
    decide(as_carmen, submitted, "reject", note="No.")
    assert submitted.state == "rejected"


def test_content_that_changed_meanwhile_is_not_approved_and_the_note_is_kept(
    as_carmen: Client, submitted: Post, ana: User
) -> None:
    assert submitted.revision
    read = submitted.revision.digest
    draft = submitted.draft()
    submitted.revise(ana, type(draft)(**{**draft.__dict__, "text": "Otra cosa."}), submitted.version)
    submitted.submit(by=ana)
    answer = decide(as_carmen, submitted, "approve", digest=read, note="Muy bien.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The post changed after you opened it. Read it again before you decide." in page
    assert "Muy bien." in page
    assert "Otra cosa." in page
    assert not Approval.objects.exists()


def test_a_post_taken_back_meanwhile_leaves_the_note_readable(as_carmen: Client, submitted: Post, ana: User) -> None:
    draft = submitted.draft()
    digest = submitted.revision.digest if submitted.revision else ""
    submitted.revise(ana, type(draft)(**{**draft.__dict__, "text": "Otra cosa."}), submitted.version)
    answer = as_carmen.post(f"/posts/{submitted.pk}/approval", {"decision": "reject", "digest": digest, "note": "No."})
    page = answer.content.decode()
    assert "This post is draft now; there is nothing to decide." in page
    assert "Your note was not sent: “No.”" in page


def test_nobody_approves_what_they_last_edited(as_carmen: Client, submitted: Post, carmen: User, ana: User) -> None:
    draft = submitted.draft()
    submitted.revise(carmen, type(draft)(**{**draft.__dict__, "text": "De Carmen."}), submitted.version)
    submitted.submit(by=ana)
    assert "De Carmen." not in seen(as_carmen)
    answer = decide(as_carmen, submitted, "approve")
    assert "so somebody else has to approve it" in answer.content.decode()
    assert submitted.stage == "market"


def test_a_role_that_does_not_approve_is_told_so(client: Client, bruno: User, submitted: Post) -> None:
    client.force_login(bruno)
    assert decide(client, submitted, "approve").status_code == 403


def test_another_markets_post_does_not_exist_for_a_decision(client: Client, farid: User, submitted: Post) -> None:
    client.force_login(farid)
    assert decide(client, submitted, "approve").status_code == 404


def test_what_changed_since_the_last_approval_is_shown_word_by_word(
    as_carmen: Client, approve: Any, write: Write, ana: User, madrid_mastodon: Page
) -> None:
    post = approve(write(madrid_mastodon, text="La nueva Aurora es azul."))
    draft = post.draft()
    post.revise(ana, type(draft)(**{**draft.__dict__, "text": "La nueva Aurora es roja."}), post.version)
    post.submit(by=ana)
    page = seen(as_carmen)
    assert "Changed since Dieter approved it" in page
    assert "La nueva Aurora es <del>azul</del><ins>roja</ins>." in page


def test_the_same_content_again_says_that_nothing_changed(
    as_carmen: Client, approve: Any, write: Write, dieter: User, madrid_mastodon: Page
) -> None:
    post = approve(write(madrid_mastodon))
    post.withdraw_approval(by=dieter)
    assert "Nothing changed since Dieter approved it" in seen(as_carmen)


def test_an_approval_is_withdrawn_from_the_post(
    as_carmen: Client, approve: Any, write: Write, madrid_mastodon: Page
) -> None:
    post = approve(write(madrid_mastodon))
    answer = as_carmen.delete(f"/posts/{post.pk}/approval", headers={"HX-Request": "true"})
    post.refresh_from_db()
    assert answer.headers["HX-Redirect"] == f"/posts/{post.pk}"
    assert post.state == "review"
    assert post.publications.get().state == "planned"


def test_the_number_of_queries_does_not_grow_with_posts_or_pages(
    as_carmen: Client, submitted: Post, write: Write, ana: User, aurora: Any, spain: Any
) -> None:
    def queries(post: Post) -> int:
        with CaptureQueriesContext(connection) as captured:
            as_carmen.get(f"/review?post={post.pk}")
        return len(captured)

    before = queries(submitted)
    pages = [page_on("bluesky", aurora, spain, remote_id=f"b{number}") for number in range(6)]
    posts = [write(*pages, text=f"Más, {number}.") for number in range(4)]
    for post in posts:
        post.submit(by=ana)
    assert queries(posts[-1]) == before


def test_of_a_post_with_all_there_is_it_takes_few_queries(
    as_carmen: Client,
    write: Write,
    ana: User,
    dieter: User,
    photo: Asset,
    madrid_mastodon: Page,
    madrid_bluesky: Page,
    django_assert_max_num_queries: Any,
) -> None:
    brand, now = madrid_mastodon.brand, timezone.now()
    launch = Campaign.objects.create(brand=brand, name="Launch", starts_on=now.date(), ends_on=now.date())
    post = write(madrid_mastodon, madrid_bluesky, pictures=((photo, "Un coche"),), campaign=launch.pk)
    post.submit(by=ana)
    assert post.revision
    post.approve(by=person("Cleo", Role.MARKET_LEAD, brand, madrid_mastodon.market), digest=post.revision.digest)
    post.revise(ana, replace(post.draft(), text="Más."), post.version)
    post.submit(by=ana)
    Guideline.objects.create(kind="most_a_day", words=["0"], sentence="Too many.", blocks=False)
    until = now.replace(second=0, microsecond=0) + timedelta(days=1)
    embargo = {"embargo_wall": until.replace(tzinfo=None), "embargo_zone": "UTC", "embargo_at": until}
    Campaign.objects.filter(pk=launch.pk).update(**embargo)
    Rights.grant(photo, ana, territories=["FR"])
    newer = Asset.upload(ana, brand, picture_file(size=(320, 240)))
    Asset.objects.filter(pk=newer.pk).update(replaces=photo)
    Comment.objects.create(post=post, by=ana, text="¿Bien?")
    Freeze.set(dieter, "A crisis", brand=brand)
    with django_assert_max_num_queries(15):
        page = seen(as_carmen)
    there = ("Too many.", "under embargo", "may not be shown in Spain", "a newer version", "¿Bien?", "Changed since")
    assert [sentence for sentence in there if sentence not in page] == []


def test_what_was_asked_to_change_and_comes_back_unchanged_is_decided_anew(
    as_carmen: Client, submitted: Post, dieter: User, ana: User
) -> None:
    decide(as_carmen, submitted, "approve")
    assert submitted.revision
    submitted.ask(by=dieter, digest=submitted.revision.digest, note="¿Seguro?")
    submitted.submit(by=ana)
    assert "Nothing changed since Carmen approved it" in seen(as_carmen)
    decide(as_carmen, submitted, "approve")
    assert submitted.stage == "head_office"


# --- the list


def test_posts_stand_in_groups_by_the_time_that_is_left_overdue_first(
    as_carmen: Client, write: Write, ana: User, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    now = timezone.now()
    ahead = {"Soon.": timedelta(minutes=90), "Week.": timedelta(days=4), "Late.": timedelta(days=40)}
    for text, delay in ahead.items():
        write(madrid_mastodon, text=text, at=now + delay).submit(by=ana)
    past = write(madrid_bluesky, text="Past.")
    past.submit(by=ana)
    make_due(*past.publications.all())
    groups = [
        (name, [(str(item.post), item.left, item.is_close) for item in items])
        for name, items in as_carmen.get("/review").context["inbox"].groups
    ]
    day = (
        "Today"
        if timezone.localdate(now + ahead["Soon."], ana.zone) == timezone.localdate(now, ana.zone)
        else "Tomorrow"
    )
    assert groups == [
        ("Overdue", [("Past.", "time passed", True)]),
        (day, [("Soon.", "1 h left", True)]),
        ("In the next seven days", [("Week.", "3 days left", False)]),
        ("Later", [("Late.", "39 days left", False)]),
    ]


def test_what_lapsed_can_only_be_sent_back(as_carmen: Client, submitted: Post) -> None:
    make_due(submitted.publications.get())
    Publication.objects.lapse()
    page = seen(as_carmen)
    assert "It cannot be approved like this" not in page  # nothing is ahead, so nothing is proofread
    assert "Time passed" in page
    assert "Choose at least one page" in decide(as_carmen, submitted, "approve").content.decode()


def test_filters_narrow_the_list_stay_in_the_address_and_lead_on(
    client: Client, write: Write, ana: User, dieter: User, farid: User, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    campaign = Campaign.make(dieter, madrid_mastodon.brand, "Spring", timezone.now().date(), timezone.now().date())
    Membership.objects.create(user=ana, role=Role.COMMUNITY_MANAGER, brand=madrid_mastodon.brand)
    madrid_mastodon.brand.approval_stages = ["head_office"]
    madrid_mastodon.brand.save()
    ana.__dict__.pop("_memberships", None)
    spanish, french = write(madrid_mastodon, text="Hola.", campaign=campaign.pk), write(paris_mastodon, text="Salut.")
    second = write(madrid_mastodon, text="Otra.")
    for post in (spanish, french, second):
        post.submit(by=ana)
    client.force_login(dieter)

    def keys(query: str) -> list[int]:
        found: list[int] = client.get(f"/review?{query}").context["inbox"].keys
        return found

    assert keys("") == [spanish.pk, french.pk, second.pk]
    assert keys("market=ES") == [spanish.pk, second.pk]
    assert keys(f"campaign={campaign.pk}") == [spanish.pk]
    assert keys("network=mastodon&brand=aurora") == [spanish.pk, french.pk, second.pk]
    assert "market=ES&amp;post=" in client.get("/review?market=ES").content.decode()
    answer = client.post(
        f"/posts/{spanish.pk}/approval?market=ES",
        {"decision": "reject", "note": "No.", "digest": spanish.revision.digest},  # type: ignore[union-attr]
        headers={"HX-Request": "true"},
    )
    assert answer.context["inbox"].post == second
    assert answer.headers["HX-Replace-Url"] == f"/review?market=ES&post={second.pk}"


def test_a_long_list_comes_in_sheets(
    as_carmen: Client, write: Write, ana: User, madrid_mastodon: Page, monkeypatch
) -> None:
    monkeypatch.setattr("campaigns.inbox.SHOWN", 2)
    posts = [
        write(madrid_mastodon, text=f"{number}.", at=in_an_hour() + timedelta(hours=number)) for number in range(5)
    ]
    for post in posts:
        post.submit(by=ana)
    inbox = as_carmen.get(f"/review?post={posts[2].pk}").context["inbox"]
    assert [post.pk for post in inbox.posts] == [posts[2].pk, posts[3].pk]
    assert (inbox.number, inbox.earlier, inbox.later) == (3, posts[0].pk, posts[4].pk)
    assert (inbox.previous, inbox.next) == (posts[1].pk, posts[3].pk)


def test_a_decision_leads_to_the_one_behind_it(
    as_carmen: Client, write: Write, ana: User, madrid_mastodon: Page
) -> None:
    posts = [
        write(madrid_mastodon, text=f"{number}.", at=in_an_hour() + timedelta(hours=number)) for number in range(3)
    ]
    for post in posts:
        post.submit(by=ana)
    answer = decide(as_carmen, posts[1], "approve", headers={"HX-Request": "true"})
    assert answer.context["inbox"].post == posts[2]
    answer = decide(as_carmen, posts[2], "approve", headers={"HX-Request": "true"})
    assert answer.context["inbox"].post == posts[0]


# --- what is read


def test_where_nothing_was_approved_the_difference_is_since_it_was_read_last(
    as_carmen: Client, submitted: Post, ana: User
) -> None:
    decide(as_carmen, submitted, "ask", note="¿Y el color?")
    draft = submitted.draft()
    submitted.revise(ana, replace(draft, text="La nueva Aurora roja ya está aquí."), submitted.version)
    submitted.submit(by=ana)
    page = seen(as_carmen)
    assert "Changed since Carmen asked for changes" in page
    assert "<ins>roja </ins>" in page.replace("<ins> roja</ins>", "<ins>roja </ins>")


def test_the_guidelines_that_apply_are_listed(as_carmen: Client, submitted: Post, dieter: User, aurora: Any) -> None:
    Guideline.lay_down(dieter, kind="banned_words", words=["gratis"], sentence="Nothing is free.", brand=aurora)
    Guideline.lay_down(dieter, kind="banned_words", words=["yate"], sentence="No.", brand=aurora, network="facebook")
    page = seen(as_carmen)
    assert "Guidelines that apply (1)" in page
    assert "Never says “gratis”" in page


def test_what_blocks_is_not_offered_for_approval(as_carmen: Client, submitted: Post, dieter: User, aurora: Any) -> None:
    Guideline.lay_down(dieter, kind="banned_words", words=["Aurora"], sentence="Do not name it.", brand=aurora)
    page = seen(as_carmen)
    assert "Do not name it." in page
    assert "It cannot be approved like this: ask for changes, or reject it." in page
    assert 'value="approve" disabled' in page


# --- what newer code wrote


@pytest.fixture
def unreadable(submitted: Post) -> Post:
    """As a newer Marquee leaves it beside this one, while one replaces the other."""
    newly_written(submitted)
    return submitted


def newly_written(post: Post) -> None:
    for revision in post.revisions.all():
        revision.manifest["publications"][0]["mood"] = "merry"
        revision.save()


def test_what_newer_code_submitted_hides_no_other_post_and_waits_for_it(
    as_carmen: Client, unreadable: Post, write: Write, ana: User, madrid_bluesky: Page
) -> None:
    write(madrid_bluesky, text="Dos.").submit(by=ana)
    page = as_carmen.get(f"/review?post={unreadable.pk}").content.decode()
    assert UNREADABLE in page
    assert "Dos." in page
    assert 'value="approve" disabled' in page
    answer = decide(as_carmen, unreadable, "approve")
    assert (answer.status_code, unreadable.stage) == (409, "market")
    assert not Approval.objects.exists()


def test_it_is_sent_back_unread(as_carmen: Client, unreadable: Post) -> None:
    decide(as_carmen, unreadable, "ask", note="¿Qué es esto?")
    assert unreadable.state == "draft"


def test_what_it_is_compared_with_may_be_unreadable(
    as_carmen: Client, approve: Any, write: Write, ana: User, madrid_mastodon: Page
) -> None:
    post = approve(write(madrid_mastodon))
    newly_written(post)
    post.revise(ana, replace(post.draft(), text="Otra cosa."), post.version)
    post.submit(by=ana)
    page = seen(as_carmen)
    assert "Otra cosa." in page
    assert "Marquee cannot show what changed since Dieter approved it" in page
    assert 'value="approve" disabled' not in page


# --- somebody else meanwhile, and second thoughts


def test_who_comes_second_is_told_who_came_first(as_carmen: Client, submitted: Post, aurora: Any, spain: Any) -> None:
    clara = person("Clara", Role.MARKET_LEAD, aurora, spain)
    assert submitted.revision
    digest = submitted.revision.digest
    submitted.ask(by=clara, digest=digest, note="Falta el precio.")
    answer = decide(as_carmen, submitted, "reject", digest=digest, note="No.")
    assert answer.status_code == 409
    assert "Clara asked for changes this as" not in answer.content.decode()
    assert "Clara asked for changes as market lead before you. Your decision was not sent." in answer.content.decode()


def test_who_decides_about_what_was_edited_meanwhile_hears_of_that_and_of_no_older_decision(
    client: Client, submitted: Post, ana: User, carmen: User, dieter: User
) -> None:
    assert submitted.revision
    digest = submitted.revision.digest
    submitted.approve(by=carmen, digest=digest)
    submitted.revise(ana, replace(submitted.draft(), text="Otra cosa."), submitted.version)
    client.force_login(dieter)
    form = {"decision": "approve", "digest": digest, "stage": "head_office"}
    page = client.post(f"/posts/{submitted.pk}/approval", form).content.decode()
    assert "This post is draft now; there is nothing to decide." in page
    assert "before you" not in page


def test_nobody_decides_for_another_stage_than_the_one_they_saw(
    as_carmen: Client, submitted: Post, carmen: User, aurora: Any, spain: Any
) -> None:
    clara = person("Clara", Role.MARKET_LEAD, aurora, spain)
    Membership.objects.create(user=carmen, role=Role.REVIEWER, brand=aurora)
    assert submitted.revision
    submitted.approve(by=clara, digest=submitted.revision.digest)
    answer = as_carmen.post(
        f"/posts/{submitted.pk}/approval",
        {"decision": "approve", "digest": submitted.revision.digest, "stage": "market"},
    )
    assert "Clara approved it as market lead before you." in answer.content.decode()
    submitted.refresh_from_db()
    assert submitted.stage == "head_office"


@pytest.mark.parametrize("decision", ["approve", "ask", "reject"])
def test_the_last_decision_is_undone_by_whoever_made_it(
    decision: str, client: Client, submitted: Post, carmen: User, dieter: User
) -> None:
    assert submitted.revision
    submitted.approve(by=carmen, digest=submitted.revision.digest)
    client.force_login(dieter)
    answer = decide(client, submitted, decision, note="…", headers={"HX-Request": "true"})
    assert f'hx-delete="/posts/{submitted.pk}/decision' in answer.content.decode()
    answer = client.delete(f"/posts/{submitted.pk}/decision", headers={"HX-Request": "true"})
    submitted.refresh_from_db()
    assert "The post waits for your decision again." in answer.content.decode()
    assert answer.context["inbox"].post == submitted
    assert (submitted.state, submitted.stage) == ("review", "head_office")
    assert submitted.publications.get().state == "planned"
    submitted.revision.refresh_from_db()
    assert (submitted.revision.stages_passed(), submitted.revision.approved_at) == ({"market"}, None)
    assert Event.objects.filter(what="post.decision_undone", by=dieter).count() == 1
    decide(client, submitted, "approve")
    assert submitted.state == "approved"


def test_a_decision_from_which_somebody_went_on_is_not_undone(
    as_carmen: Client, submitted: Post, ana: User, dieter: User
) -> None:
    def undo() -> str:
        return as_carmen.delete(f"/posts/{submitted.pk}/decision", headers={"HX-Request": "true"}).content.decode()

    sentence = "somebody went on from your decision"
    assert sentence in undo()
    decide(as_carmen, submitted, "ask", note="…")
    submitted.submit(by=ana)
    assert sentence in undo()
    decide(as_carmen, submitted, "approve")
    assert submitted.revision
    submitted.approve(by=dieter, digest=submitted.revision.digest)
    assert sentence in undo()
    submitted.refresh_from_db()
    assert submitted.state == "approved"


def test_what_has_begun_to_go_out_is_not_called_back_by_an_undo(
    client: Client, submitted: Post, carmen: User, dieter: User
) -> None:
    assert submitted.revision
    submitted.approve(by=carmen, digest=submitted.revision.digest)
    submitted.approve(by=dieter, digest=submitted.revision.digest)
    make_due(submitted.publications.get())
    release()
    Delivery.objects.update(state="sending")
    client.force_login(dieter)
    answer = client.delete(f"/posts/{submitted.pk}/decision", headers={"HX-Request": "true"})
    assert "This has begun to go out." in answer.content.decode()
    submitted.refresh_from_db()
    assert submitted.state == "approved"
