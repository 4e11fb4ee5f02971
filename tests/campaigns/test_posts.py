"""A post's way: drafted, submitted, approved by digest. Whatever changes it voids the approval."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Brand, Market, Page, User
from campaigns.draft import Draft, Picture
from campaigns.models import Asset, Post, Publication
from campaigns.models.post import Blocked, ContentChanged, EditedMeanwhile
from campaigns.moves import WrongState
from tests.cast import Write, make_due, plan

Approve = Callable[[Post], Post]


def test_an_approved_post_is_scheduled(write: Write, approve: Approve, madrid_mastodon: Page) -> None:
    post = approve(write(madrid_mastodon))
    assert post.state == "approved"
    assert [publication.state for publication in post.publications.all()] == ["scheduled"]


def test_one_stage_alone_schedules_nothing(write: Write, madrid_mastodon: Page, ana: User, carmen: User) -> None:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    post.approve(by=carmen, digest=post.revision.digest)
    assert (post.state, post.stage, post.publications.get().state) == ("review", "head_office", "planned")


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Otro texto"},
        {"link": "https://aurora.example/nueva"},
        {"first_comment": "Más información"},
        {"language": "ca"},
        {"tags": ("otra",)},
        {"wordings": (("mastodon", "Para Mastodon"),)},
        {"pictures": ()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_edit_voids_every_approval(
    change: dict[str, object], write: Write, approve: Approve, madrid_mastodon: Page, photo: Asset, ana: User
) -> None:
    post = approve(write(madrid_mastodon, pictures=((photo, "Un coche"),)))
    digest = post.revision.digest
    post.revise(by=ana, draft=replace(post.draft(), **change), version=post.version)
    assert (post.state, post.publications.get().state) == ("draft", "planned")
    assert not post.approvals.filter(withdrawn_at=None).exists()
    post.submit(by=ana)
    assert post.revision.digest != digest


def test_another_time_or_alt_text_voids_it_too(
    write: Write, approve: Approve, madrid_mastodon: Page, photo: Asset, ana: User
) -> None:
    for change in (
        lambda draft: replace(draft, plan=(replace(draft.plan[0], wall=draft.plan[0].wall + timedelta(minutes=5)),)),
        lambda draft: replace(draft, pictures=(Picture(photo, "Otra descripción"),)),
    ):
        post = approve(write(madrid_mastodon, pictures=((photo, "Un coche"),)))
        post.revise(by=ana, draft=change(post.draft()), version=post.version)
        assert (post.state, post.publications.get().state) == ("draft", "planned")


def test_saving_without_a_change_voids_nothing(
    write: Write, approve: Approve, madrid_mastodon: Page, ana: User
) -> None:
    post = approve(write(madrid_mastodon))
    post.revise(by=ana, draft=post.draft(), version=post.version)
    assert post.state == "approved"


def test_going_back_to_an_approved_wording_needs_approval_again(
    write: Write, approve: Approve, madrid_mastodon: Page, ana: User
) -> None:
    post = approve(write(madrid_mastodon))
    before = post.draft()
    post.revise(by=ana, draft=replace(before, text="Otro"), version=post.version)
    post.revise(by=ana, draft=before, version=post.version)
    post.submit(by=ana)
    assert (post.state, post.revision.approved_at, post.publications.get().state) == ("review", None, "planned")


def test_nobody_approves_what_they_wrote(
    aurora: Brand, dieter: User, madrid_mastodon: Page, carmen: User, spain: Market
) -> None:
    post = Post.write(
        carmen, aurora, spain, Draft(text="Hola", plan=(plan(madrid_mastodon, timezone.now() + timedelta(hours=1)),))
    )
    post.submit(by=carmen)
    with pytest.raises(IntegrityError, match="approves what they wrote"), transaction.atomic():
        post.approve(by=carmen, digest=post.revision.digest)


def test_nobody_approves_what_they_last_edited(write: Write, madrid_mastodon: Page, ana: User, carmen: User) -> None:
    post = write(madrid_mastodon)
    post.revise(by=carmen, draft=replace(post.draft(), text="Mejor así"), version=post.version)
    post.submit(by=ana)
    with pytest.raises(IntegrityError, match="approves what they wrote"), transaction.atomic():
        post.approve(by=carmen, digest=post.revision.digest)


def test_the_database_keeps_authors_from_approving_whatever_the_code_does(
    write: Write, madrid_mastodon: Page, ana: User
) -> None:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        post.revision.approvals.create(post=post, by=ana, stage="market", decision="approve")


def test_a_decision_on_content_that_changed_meanwhile_is_refused(
    write: Write, madrid_mastodon: Page, ana: User, carmen: User
) -> None:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    read = post.revision.digest
    post.revise(by=ana, draft=replace(post.draft(), text="Cambiado"), version=post.version)
    post.submit(by=ana)
    with pytest.raises(ContentChanged, match="Read it again"):
        post.approve(by=carmen, digest=read)


def test_an_edit_in_a_second_window_is_refused_and_changes_nothing(
    write: Write, madrid_mastodon: Page, ana: User, bruno: User
) -> None:
    post = write(madrid_mastodon)
    opened = post.version
    post.revise(by=bruno, draft=replace(post.draft(), text="De Bruno"), version=opened)
    with pytest.raises(EditedMeanwhile):
        post.revise(by=ana, draft=replace(post.draft(), text="De Ana"), version=opened)
    post.refresh_from_db()
    assert post.text == "De Bruno"


def test_a_contributor_drafts_and_schedules_nothing(
    aurora: Brand, spain: Market, bruno: User, madrid_mastodon: Page
) -> None:
    post = Post.write(bruno, aurora, spain, Draft(text="Idea"))
    with pytest.raises(PermissionDenied):
        post.submit(by=bruno)
    with pytest.raises(PermissionDenied):
        post.revise(
            bruno,
            replace(post.draft(), plan=(plan(madrid_mastodon, timezone.now() + timedelta(hours=1)),)),
            post.version,
        )


def test_a_manager_plans_only_pages_of_her_market(write: Write, paris_mastodon: Page) -> None:
    with pytest.raises(PermissionDenied):
        write(paris_mastodon)
    assert not Post.objects.exists()


def test_a_role_of_another_market_does_not_approve(
    write: Write, madrid_mastodon: Page, ana: User, farid: User, dieter: User
) -> None:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    for stranger in (farid, dieter):
        with pytest.raises(PermissionDenied):
            post.approve(by=stranger, digest=post.revision.digest)


def test_changes_can_be_asked_for(write: Write, madrid_mastodon: Page, ana: User, carmen: User) -> None:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    post.ask(by=carmen, digest=post.revision.digest, note="Falta el hashtag")
    assert (post.state, post.approvals.get().note) == ("draft", "Falta el hashtag")


def test_what_was_not_approved_in_time_is_not_published(
    write: Write, madrid_mastodon: Page, madrid_bluesky: Page, ana: User, carmen: User, dieter: User
) -> None:
    post = write(madrid_mastodon, madrid_bluesky)
    post.submit(by=ana)
    make_due(post.publications.get(page=madrid_bluesky))
    post.approve(by=carmen, digest=post.revision.digest)
    post.approve(by=dieter, digest=post.revision.digest)
    assert dict(post.publications.values_list("page__network", "state")) == {
        "mastodon": "scheduled",
        "bluesky": "lapsed",
    }


def test_a_post_without_a_page_is_not_submitted(write: Write, ana: User) -> None:
    with pytest.raises(Blocked, match="Choose at least one page"):
        write().submit(by=ana)


def test_a_time_that_passed_is_not_submitted(write: Write, madrid_mastodon: Page, ana: User) -> None:
    post = write(madrid_mastodon, at=timezone.now() - timedelta(hours=2))
    with pytest.raises(Blocked, match="has passed"):
        post.submit(by=ana)


def test_a_cancelled_publication_stays_cancelled(
    write: Write, approve: Approve, madrid_mastodon: Page, ana: User
) -> None:
    publication = approve(write(madrid_mastodon)).publications.get()
    publication.cancel(by=ana)
    with pytest.raises(WrongState, match="cancelled now"):
        publication.cancel(by=ana)
    assert Publication.objects.get().state == "cancelled"


def test_each_person_sees_the_posts_of_their_markets(
    write: Write, madrid_mastodon: Page, ana: User, farid: User, dieter: User, erika: User
) -> None:
    post = write(madrid_mastodon)
    seen = {person.name: list(Post.objects.visible_to(person)) for person in (ana, farid, dieter, erika)}
    assert seen == {"Ana": [post], "Farid": [], "Dieter": [post], "Erika": [post]}


def test_the_queue_shows_what_one_may_decide_now(
    write: Write, madrid_mastodon: Page, ana: User, carmen: User, dieter: User
) -> None:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    assert [list(Post.objects.awaiting(person)) for person in (ana, carmen, dieter)] == [[], [post], []]
    post.approve(by=carmen, digest=post.revision.digest)
    assert [list(Post.objects.awaiting(person)) for person in (carmen, dieter)] == [[], [post]]
