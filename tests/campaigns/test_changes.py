"""Moved, cancelled or submitted on the calendar: one publication or many, by the same verbs as everywhere."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Market
from campaigns.models import Post, Publication
from tests.campaigns.test_calendar import many
from tests.world import refused

DAY = 24 * 60
NEXT_YEAR = timezone.now().year + 1


def known(*publications: Publication) -> list[str]:
    return [f"{one.pk}@{one.wall:%Y-%m-%dT%H:%M}" for one in publications]


def ask(client, person, *publications: Publication, **data: object):
    client.force_login(person)
    return client.post("/publications/changes", {"publication": known(*publications), **data})


def walls(post: Post) -> list[datetime]:
    return list(post.publications.order_by("pk").values_list("wall", flat=True))


def test_a_move_keeps_the_clock_of_the_market_and_can_be_undone(client, ana, write, madrid_mastodon):
    post = write(madrid_mastodon, at=datetime(NEXT_YEAR, 3, 20, 17, tzinfo=madrid_mastodon.market.zone))
    (publication,) = post.publications.all()
    answer = ask(client, ana, publication, do="move", minutes=20 * DAY)  # the clocks go forward in between
    assert (answer.status_code, answer.json()["sentence"]) == (200, "Moved to 17:00 on 09 April.")
    publication.refresh_from_db()
    assert (publication.wall, publication.at.hour) == (datetime(NEXT_YEAR, 4, 9, 17), 15)
    assert post.publications.get().pk == publication.pk
    undone = {"do": "move", "minutes": -20 * DAY, "publication": answer.json()["undo"]}
    assert client.post("/publications/changes", undone).status_code == 200
    assert walls(post) == [datetime(NEXT_YEAR, 3, 20, 17)]


def test_a_move_that_voids_an_approval_asks_first(client, ana, write, approve, madrid_mastodon, madrid_bluesky):
    post = approve(write(madrid_mastodon, madrid_bluesky))
    publication, other = post.publications.order_by("pk")
    before = walls(post)
    answer = ask(client, ana, publication, do="move", minutes=DAY)
    assert (answer.status_code, "approval has to be asked for again" in answer.json()["question"]) == (409, True)
    post.refresh_from_db()
    assert (walls(post), post.state) == (before, "approved")
    answer = ask(client, ana, publication, do="move", minutes=DAY, sure="on")
    assert "Submit it again" in answer.json()["sentence"]
    post.refresh_from_db()
    other.refresh_from_db()
    assert (walls(post), post.state) == ([before[0] + timedelta(days=1), before[1]], "draft")
    assert other.state == "planned"


def test_who_moves_what_somebody_moved_meanwhile_is_told(client, ana, write, madrid_mastodon):
    post = write(madrid_mastodon, at=datetime(NEXT_YEAR, 6, 1, 10, tzinfo=madrid_mastodon.market.zone))
    (seen,) = post.publications.all()
    ask(client, ana, seen, do="move", minutes=60)
    answer = ask(client, ana, seen, do="move", minutes=DAY)
    sentence = f"Somebody moved this to 11:00 on 01 June {NEXT_YEAR} meanwhile."
    assert (answer.status_code, answer.json()["sentence"]) == (409, sentence)
    assert walls(post) == [datetime(NEXT_YEAR, 6, 1, 11)]


@pytest.mark.parametrize(
    ("wall", "minutes", "sentence"),
    [
        (datetime(2030, 3, 30, 2, 30), DAY, "does not exist"),
        (datetime(2030, 10, 26, 2, 30), DAY, "happens twice"),
        (datetime(NEXT_YEAR, 1, 1, 10), -366 * DAY, "has passed"),
    ],
)
def test_a_time_at_which_nothing_can_go_out_is_refused(wall, minutes, sentence, client, ana, write, madrid_mastodon):
    post = write(madrid_mastodon, at=wall.replace(tzinfo=madrid_mastodon.market.zone))
    answer = ask(client, ana, post.publications.get(), do="move", minutes=minutes)
    assert (answer.status_code, sentence in answer.json()["sentence"]) == (409, True)
    assert walls(post) == [wall]


def test_what_has_begun_to_go_out_is_not_moved(client, ana, write, approve, madrid_mastodon):
    delivery = refused(approve(write(madrid_mastodon)).publications.get())
    delivery.publication.post.publications.exclude(pk=delivery.publication_id).delete()
    answer = ask(client, ana, delivery.publication, do="move", minutes=5 * DAY, sure="on")
    assert (answer.status_code, "has begun to go out" in answer.json()["sentence"]) == (409, True)


def test_publications_of_one_post_move_together(client, ana, write, madrid_mastodon, madrid_bluesky):
    post = write(madrid_mastodon, madrid_bluesky)
    before, version = walls(post), post.version
    answer = ask(client, ana, *post.publications.all(), do="move", minutes=DAY)
    post.refresh_from_db()
    assert answer.json()["sentence"] == "Moved on 2 pages."
    assert (walls(post), post.version) == ([wall + timedelta(days=1) for wall in before], version + 1)


@pytest.mark.parametrize(("each", "moved"), [("", 0), ("on", 1)])
def test_all_or_none_move_or_each_by_itself(each, moved, client, ana, write, madrid_mastodon):
    good, stale = (write(madrid_mastodon).publications.get() for _ in range(2))
    ask(client, ana, stale, do="move", minutes=60)
    answer = ask(client, ana, good, stale, do="move", minutes=DAY, each=each)
    told = answer.json()
    assert (answer.status_code, told["sentence"]) == (409, f"Moved: {moved} of 2.")
    assert [one["sentence"].partition(" to ")[0] for one in told["answers"]][-1] == "Somebody moved this"
    assert len(told["undo"]) == moved
    before = good.wall
    good.refresh_from_db()
    assert good.wall == before + timedelta(days=moved)


def test_each_has_its_own_answer(client, ana, write, madrid_mastodon, madrid_bluesky):
    fine, empty = write(madrid_mastodon), write(madrid_bluesky, text="")
    answer = ask(client, ana, fine.publications.get(), empty.publications.get(), do="submit", each="on")
    assert answer.json()["sentence"] == "Submitted: 1 of 2."
    ((name, sentence),) = [(one["name"], one["sentence"]) for one in answer.json()["answers"]]
    assert "Bluesky" in name
    assert sentence
    fine.refresh_from_db()
    empty.refresh_from_db()
    assert (fine.state, empty.state) == ("review", "draft")


def test_many_are_cancelled_together(client, ana, madrid_mastodon):
    publications = many(madrid_mastodon, ana, 3)
    assert ask(client, ana, *publications, do="cancel").json()["sentence"] == "Cancelled: 3 of 3."
    assert set(Publication.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_post_of_another_market_is_not_moved_with_ones_own(client, ana, aurora, dieter, madrid_mastodon, write):
    """Head office wrote it for both markets; in Madrid one may plan one's own page, not rewrite the post."""
    ours = write(madrid_mastodon).publications.get()
    Post.objects.filter(pk=ours.post_id).update(market=Market.objects.create(code="PT", name="Portugal", languages=[]))
    answer = ask(client, ana, ours, do="move", minutes=DAY)
    assert (answer.status_code, answer.json()["sentence"][:14]) == (409, "Your role may ")


@pytest.mark.parametrize(
    "data",
    [
        {"do": "move", "publication": "x@2031-05-14T18:00", "minutes": 60},
        {"do": "move", "publication": "7@noon", "minutes": 60},
        {"do": "move", "publication": "7@2031-05-14T18:00"},
        {"do": "move", "publication": "7@2031-05-14T18:00", "minutes": 10**9},
        {"do": "cancel"},
        {"do": "cancel", "publication": list(range(101))},
        {"do": "cancel", "publication": list(range(501)), "each": "on"},
        {"do": "approve", "publication": "7"},
    ],
)
def test_what_means_nothing_changes_nothing(data, client, ana):
    client.force_login(ana)
    answer = client.post("/publications/changes", data)
    assert (answer.status_code, bool(answer.json()["sentence"])) == (422, True)
