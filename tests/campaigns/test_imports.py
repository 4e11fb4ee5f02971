"""Posts out of a CSV file: a dry run first, each fault in a sentence, then a worker writes all rows, the good ones, or
none."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from subprocess import PIPE
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from redis import Redis

from accounts.models import Brand, Event, Market, Network, Page, User
from campaigns import columns
from campaigns import tasks as writing
from campaigns.models import Asset, Campaign, Guideline, Import, Post
from campaigns.models.import_ import BATCH, Faulty
from campaigns.moves import WrongState
from publisher import tasks
from rig.console import wait_until
from tests.cast import page_on
from tests.publisher.test_kills import ROOT, WORKER, environment, running

NEXT_YEAR = timezone.now().year + 1
Read = Callable[..., Any]
DOOMED = """
import sys, django
from django.db import transaction
django.setup()
from campaigns.models import Import
with transaction.atomic():
    Import.write_next(int(sys.argv[1]))
    print("written", flush=True)
    sys.stdin.read()
"""
"""A worker that has written its rows and never commits them."""


@pytest.fixture
def told(ana: User, aurora: Brand, spain: Market) -> Callable[..., Import]:
    """An import of Ana's, its columns guessed by their names."""

    def made(header: str, *lines: str, by: User = ana, **more: Any) -> Import:
        table = [line.split("|") for line in (header, *lines)]
        where = {"brand": aurora, "market": spain, "columns": columns.guessed(table[0])}
        return Import.objects.create(by=by, name="May.csv", table=table, **{**where, **more})

    return made


def written(read: Import) -> int:
    """As a worker writes it; returns how many posts."""
    writing.write_import(read.pk)
    read.refresh_from_db()
    return read.posts


def faults(read: Import) -> list[str]:
    return [" ".join(row.faults) for row in read.read()]


def test_a_row_becomes_a_draft(
    told: Callable[..., Import], ana: User, aurora: Brand, madrid_mastodon: Page, madrid_bluesky: Page, photo: Asset
) -> None:
    campaign = Campaign.objects.create(brand=aurora, name="Mayo", starts_on="2027-05-01", ends_on="2027-05-31")
    read = told(
        "Caption|URL|First comment|Lang|Campaign|Hashtags|Image|Channels|Date|Time",
        f"La nueva Aurora|https://aurora.example|¿Qué os parece?|es|mayo|#oferta, uno|{photo.name}"
        f"|mastodon es; {madrid_bluesky.pk}|14.05.{NEXT_YEAR}|18:00",
    )
    assert faults(read) == [""]
    read.begin(ana, only_good=False)
    assert written(read) == 1
    post = Post.objects.get()
    assert (post.text, post.link, post.first_comment) == (
        "La nueva Aurora",
        "https://aurora.example",
        "¿Qué os parece?",
    )
    assert (post.language, post.campaign, post.tags) == ("es", campaign, ["oferta", "uno"])
    assert [(one.asset, one.alt) for one in post.attachments.all()] == [(photo, photo.alt)]
    assert {one.page for one in post.publications.all()} == {madrid_mastodon, madrid_bluesky}
    assert {one.wall for one in post.publications.all()} == {datetime(NEXT_YEAR, 5, 14, 18)}
    assert (post.state, post.author, post.scope()) == ("draft", ana, (aurora.pk, read.market_id))


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("|||", "This row says nothing"),
        ("Hola|nonsense||", "“nonsense” is not a web address"),
        ("Hola||paris|2099-05-14 18:00", "There is no page “paris” that you may use here."),
        ("Hola||mastodon FR|2099-05-14 18:00", "There is no page “mastodon FR”"),
        ("Hola||mastodon ES|", "Pages stand here, and no date."),
        ("Hola||mastodon ES|2099-05-14", "A date stands here, and no time."),
        ("Hola||mastodon ES|tomorrow 18:00", "“tomorrow” is not a date."),
        ("Hola||mastodon ES|2099-05-14 noon", "“noon” is not a time."),
        ("Hola||mastodon ES|2020-05-14 18:00", "has passed in Spain"),
        ("Hola||mastodon ES|2027-03-28 02:30", "does not exist on 28 March 2027"),
        ("Hola||||more", "more cells than the header"),
    ],
)
def test_each_fault_is_a_sentence(
    cells: str, sentence: str, told: Callable[..., Import], madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    read = told("Text|Link|Pages|Date", cells)
    assert sentence in faults(read)[0]
    assert not Post.objects.exists()


def test_what_only_looks_like_a_number_is_a_name(told: Callable[..., Import]) -> None:
    assert "There is no picture “²”" in faults(told("Text|Pictures", "Hola|²"))[0]


def test_names_that_are_not_there_or_mean_several_are_told(
    told: Callable[..., Import], aurora: Brand, spain: Market, madrid_mastodon: Page
) -> None:
    other = page_on(Network.MASTODON, aurora, spain, remote_id="other")
    read = told("Text|Pages|Date|Campaign|Pictures", f"Hola|Aurora Spain|{NEXT_YEAR}-05-14 18:00|Junio|a.jpg")
    assert "“Aurora Spain” is the name of 2 pages. Write its number: " in faults(read)[0]
    assert str(other.pk) in faults(read)[0]
    assert "There is no campaign “Junio”" in faults(read)[0]
    assert "There is no picture “a.jpg”" in faults(read)[0]


@pytest.mark.parametrize(
    ("dates", "date", "wall"),
    [("dmy", "04/05", (5, 4)), ("mdy", "05/04", (5, 4)), ("dmy", "4.5", (5, 4)), ("mdy", "5/4", (5, 4))],
)
def test_dates_are_read_as_they_are_said_to_be_written(
    dates: str, date: str, wall: tuple[int, int], told: Callable[..., Import], madrid_mastodon: Page
) -> None:
    separator = "." if "." in date else "/"
    read = told("Text|Pages|Date", f"Hola|mastodon ES|{date}{separator}{NEXT_YEAR} 18:00", dates=dates)
    assert read.read()[0].draft.plan[0].wall == datetime(NEXT_YEAR, *wall, 18)


def test_all_or_nothing_or_the_good_ones_and_only_once(told: Callable[..., Import], ana: User) -> None:
    read = told("Text|Link", "Uno|", "Dos|nonsense", "Tres|")
    with pytest.raises(Faulty, match="1 rows have faults"):
        read.begin(ana, only_good=False)
    assert (written(read), Import.objects.get().done_at) == (0, None)
    read.begin(ana, only_good=True)
    assert written(read) == 2
    assert set(Post.objects.values_list("text", flat=True)) == {"Uno", "Tres"}
    [left_out] = read.failed
    assert (left_out["row"], left_out["text"]) == (3, "Dos")
    assert "not a web address" in left_out["faults"][0]
    with pytest.raises(WrongState):
        read.begin(ana, only_good=True)
    assert written(read) == 2
    assert Event.objects.about(read).get().facts == {"name": "May.csv", "posts": 2}


def test_whoever_loses_the_role_meanwhile_is_told_at_each_row_that_was_left(
    told: Callable[..., Import], ana: User
) -> None:
    read = told("Text", *["Hola"] * (BATCH + 2))
    read.begin(ana, only_good=False)
    assert Import.write_next(read.pk)
    ana.memberships.all().delete()
    assert written(read) == BATCH
    assert [(one["row"], one["faults"]) for one in read.failed] == [
        (number, ["Ana may not draft here."]) for number in (BATCH + 2, BATCH + 3)
    ]
    assert Post.objects.count() == BATCH


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_loses_what_it_had_not_committed_and_the_next_goes_on_from_there(
    told: Callable[..., Import], ana: User
) -> None:
    texts = [f"Mensaje {number}" for number in range(3 * BATCH - 1)]
    read = told("Text", *texts)
    read.begin(ana, only_good=False)
    assert Import.write_next(read.pk)
    command = [sys.executable, "-c", DOOMED, str(read.pk)]
    with subprocess.Popen(command, cwd=ROOT, env=environment(8), stdin=PIPE, stdout=PIPE) as doomed:
        assert doomed.stdout
        assert doomed.stdout.readline() == b"written\n"
        assert not Import.write_next(read.pk), "another holds it"
        doomed.kill()
    assert wait_until(lambda: Import.write_next(read.pk), 60)
    assert Post.objects.count() == 2 * BATCH
    assert written(read) == len(texts)
    assert sorted(Post.objects.values_list("text", flat=True)) == sorted(texts)
    assert Event.objects.about(read).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_what_was_begun_on_the_page_and_the_page_shows_how_far_it_is(
    site: Client, told: Callable[..., Import]
) -> None:
    read = told("Text", *["Hola"] * 30)
    path = f"/imports/{read.pk}"
    bells = Redis.from_url(settings.REDIS_URL)
    bells.flushdb()  # of tests before this one, which the worker would hear as well
    site.post(f"{path}/run", {"rows": "all"})
    assert bells.llen("bells") == 1
    part = site.get(path, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="import" hx-get=')
    assert "Writing drafts: 0 of 30 rows." in part
    assert "0 of 30" in site.get("/imports").content.decode()
    broker = int(os.environ["REDIS_URL"].rpartition("/")[2])
    with running(WORKER, broker):
        assert wait_until(lambda: Import.objects.filter(done_at__isnull=False).exists(), 60)
    shown = site.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "30 drafts written on" in shown
    assert "every 1s" not in shown


def test_a_lost_bell_is_rung_again(told: Callable[..., Import], ana: User, settings: Any) -> None:
    told("Text", "Not begun")
    read = told("Text", "Hola")
    read.begin(ana, only_good=False)
    current_app.conf.task_always_eager = True
    try:
        writing.write_imports()
    finally:
        current_app.conf.task_always_eager = False
    assert Post.objects.get().text == "Hola"


def test_who_may_not_schedule_plans_nothing(told: Callable[..., Import], bruno: User, madrid_mastodon: Page) -> None:
    read = told("Text|Pages|Date", f"Hola|mastodon ES|{NEXT_YEAR}-05-14 18:00", by=bruno)
    assert "There is no page" in faults(read)[0]
    assert faults(told("Text", "Hola", by=bruno)) == [""]


def test_many_rows_take_as_many_queries_as_one(
    told: Callable[..., Import], madrid_mastodon: Page, photo: Asset, django_assert_max_num_queries: Any
) -> None:
    line = f"Hola|mastodon ES|{NEXT_YEAR}-05-14 18:00|{photo.pk}"
    read = told("Text|Pages|Date|Pictures", *[line] * 200)
    with django_assert_max_num_queries(6):
        assert faults(read) == [""] * 200


# --- as people do it


@pytest.fixture
def site(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def place(brand: Brand, market: Market) -> str:
    return f"{brand.pk}.{market.pk}"


def upload(site: Client, where: str, content: bytes) -> Any:
    return site.post("/imports", {"place": where, "file": SimpleUploadedFile("May.csv", content, "text/csv")})


def test_a_file_is_uploaded_looked_at_and_written(
    site: Client, aurora: Brand, spain: Market, madrid_mastodon: Page
) -> None:
    Guideline.objects.create(brand=aurora, kind="banned_words", words=["barato"], sentence="Never say cheap.")
    content = f"Texto;Cuenta;Cuando\nBarato;mastodon ES;{NEXT_YEAR}-05-14 18:00\nDos;;\n"
    answer = upload(site, place(aurora, spain), content.encode())
    path = answer["Location"]
    assert "This row says nothing" in site.get(path).content.decode()
    site.post(path, {"text": 0, "pages": 1, "date": 2, "dates": "dmy"})
    looked = site.get(path).content.decode()
    assert "Never say cheap." in looked
    assert "2 good" in looked
    assert not Post.objects.exists()
    site.post(f"{path}/run", {"rows": "all"})
    assert not Post.objects.exists()
    assert written(Import.objects.get()) == 2
    assert "2 drafts written" in site.get(path).content.decode()
    site.post(f"{path}/run", {"rows": "all"})
    assert written(Import.objects.get()) == 2
    assert Post.objects.count() == 2


def test_a_faulty_file_is_told_and_not_kept(site: Client, aurora: Brand, spain: Market) -> None:
    answer = upload(site, place(aurora, spain), "Text\nOlé".encode("latin-1"))
    assert answer.status_code == 422
    assert "Line 2 of this file is not UTF-8" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_row_with_a_fault_stops_all_unless_the_good_ones_are_asked_for(
    site: Client, told: Callable[..., Import]
) -> None:
    read = told("Text|Link", "Uno|", "Dos|nonsense")
    path = f"/imports/{read.pk}"
    content = site.get(path).content.decode()
    assert "Write the 1 good one only" in content
    assert 'value="all"' not in content
    site.post(f"{path}/run", {"rows": "all"})
    assert written(read) == 0
    site.post(f"{path}/run", {"rows": "good"})
    assert written(read) == 1
    assert Post.objects.get().text == "Uno"
    assert "is not a web address" in site.get(path).content.decode()


def test_nobody_sees_anothers(
    site: Client, told: Callable[..., Import], bruno: User, aurora: Brand, france: Market
) -> None:
    foreign = told("Text", "Hola", by=bruno)
    assert site.get(f"/imports/{foreign.pk}").status_code == 404
    assert upload(site, place(aurora, france), b"Text\nHola").status_code == 422


def test_the_page_takes_no_more_queries_for_more_rows_than_it_shows(
    site: Client, told: Callable[..., Import], django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    few, many = told("Text", *["Hola"] * 60), told("Text", *["Hola"] * 400)
    with django_assert_max_num_queries(20) as first:
        site.get(f"/imports/{few.pk}")
    with django_assert_num_queries(len(first)):
        assert "1–25 of 400" in site.get(f"/imports/{many.pk}").content.decode()


def test_old_ones_are_forgotten(told: Callable[..., Import]) -> None:
    told("Text", "Hola")
    Import.objects.update(made_at=timezone.now() - timedelta(days=31))
    tasks.tidy()
    assert not Import.objects.exists()
