"""While a newer Marquee replaces this one, some of what is stored says more than this one knows: no page is lost by
that, and whoever would go on from it is told to wait."""

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import Membership, Page, Role, User
from campaigns.content import UNREADABLE
from campaigns.models import Post, Revision, Version
from publisher.dryrun.entries import entries
from publisher.models import Correction, Delivery, DryRun
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import Write, in_an_hour, plan
from tests.test_access import TABLE, Play, body, play
from tests.world import refused

__all__ = ["play"]
NEWER = {"mood": "merry"}


def written_by_newer_code() -> None:
    """All that is kept of contents."""
    for revision in Revision.objects.all():
        publications = [{**entry, **NEWER} for entry in revision.manifest["publications"]]
        Revision.objects.filter(pk=revision.pk).update(manifest={"publications": publications})
    for row in (*Delivery.objects.all(), *Correction.objects.all()):
        type(row).objects.filter(pk=row.pk).update(content={**row.content, **NEWER})
    for version in Version.objects.all():
        Version.objects.filter(pk=version.pk).update(said={**version.said, **NEWER})


def test_every_page_is_there(client: Client, play: Play) -> None:
    written_by_newer_code()
    administrator = User.objects.create_superuser("everybody@aurora.example")
    Membership.objects.create(user=administrator, role=Role.MARKET_LEAD)
    client.force_login(administrator)
    for row in TABLE:
        if row.method == "GET":
            answer = client.get(row.address(play.here), row.data(play.here))
            assert answer.status_code < 500, row.route
            body(answer)


# --- what is public says it, and its post is to replace that


@pytest.fixture
def correcting(write: Write, ana: User, madrid_mastodon: Page, madrid_bluesky: Page) -> Post:
    """Public on one page, and planned on another one."""
    post = write(madrid_mastodon)
    post.submit(by=ana)
    Delivery.objects.filter(pk=refused(post.publications.get()).pk).update(state="published", remote_id="7")
    post.publications.filter(delivery=None).delete()
    written_by_newer_code()
    draft = replace(post.draft(), text="Otra cosa.", corrects=True, plan=(plan(madrid_bluesky, in_an_hour()),))
    post.revise(ana, draft, post.version)
    return post


def test_it_is_not_submitted_and_everybody_is_told_why(
    client: Client, caller: Caller, ana: User, correcting: Post
) -> None:
    client.force_login(ana)
    ahead = correcting.publications.get(delivery=None)
    chosen = {"do": "submit", "publication": f"{ahead.pk}@{ahead.wall:%Y-%m-%dT%H:%M}"}
    assert UNREADABLE in client.post("/publications/changes", chosen).content.decode()
    answer = caller.post(f"posts/{correcting.pk}/submission")
    assert (answer.status_code, answer.json()["detail"]) == (409, UNREADABLE)
    place = f"{correcting.brand_id}.{correcting.market_id}"
    typed = {"place": place, "text": correcting.text, "corrects": "on", "version": correcting.version}
    page = client.post(f"/posts/{correcting.pk}/submission", typed, follow=True)
    assert UNREADABLE in page.content.decode()


def test_a_dry_run_sends_what_is_ahead_of_it(ana: User, correcting: Post) -> None:
    run = DryRun.begin(ana, correcting.brand, [correcting])
    assert [entry.content.text for entry in entries(run)] == ["Otra cosa."]
