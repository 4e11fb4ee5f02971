"""Compose: what was typed becomes a post, or comes back whole with a sentence that says what to mend."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts.models import Brand, Health, Market, Membership, Page, Role, User
from campaigns.draft import Further, Picture
from campaigns.forms.schedule import FEW
from campaigns.models import Asset, Guideline, Post, Publication
from publisher.engine.release import release
from publisher.models import Delivery
from tests.cast import Write, in_an_hour, make_due, page_on, picture_file, plan

NEXT_YEAR = timezone.now().year + 1
FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture
def hesper(ana: User, spain: Market) -> Brand:
    """Another brand that Ana works for."""
    brand = Brand.objects.create(name="Hesper", slug="hesper")
    Membership.objects.create(user=ana, role=Role.COMMUNITY_MANAGER, brand=brand, market=spain)
    return brand


def typed(*pages: Page, **more: Any) -> dict[str, Any]:
    """What a browser sends for a new post on these pages, tomorrow evening."""
    tomorrow = timezone.now() + timedelta(days=1)
    form = {"text": "Sale el sol.", "date": f"{tomorrow:%Y-%m-%d}", "time": "18:00", "clock": "local"}
    return form | {"pages": [page.pk for page in pages]} | more


def retyped(post: Post, *pages: Page, **more: Any) -> dict[str, Any]:
    return typed(*pages, version=post.version, **more)


# --- writing


def test_a_draft_is_kept_with_all_its_parts(
    as_ana: Client, madrid_mastodon: Page, madrid_bluesky: Page, photo: Asset
) -> None:
    form = typed(
        madrid_mastodon,
        madrid_bluesky,
        text="Uno\r\ndos",
        differs_bluesky="on",
        text_bluesky="Corto",
        text_mastodon="nobody asked for this one",
        link="aurora.example/oferta",
        first_comment="¿Y tú?",
        tags="sol, #verano",
        language="es",
        picture=[photo.pk],
        alt=["Un coche rojo"],
    )
    answer = as_ana.post("/posts/new", form)
    post = Post.objects.get()
    assert answer.headers["Location"] == f"/posts/{post.pk}"
    assert post.text == "Uno\ndos"
    assert (post.link, post.first_comment, post.tags, post.language) == (
        "https://aurora.example/oferta",
        "¿Y tú?",
        ["sol", "verano"],
        "es",
    )
    assert list(post.variants.values_list("network", "text")) == [("bluesky", "Corto")]
    assert list(post.attachments.values_list("asset", "alt")) == [(photo.pk, "Un coche rojo")]
    assert {publication.page for publication in post.publications.all()} == {madrid_mastodon, madrid_bluesky}


def test_eighteen_hundred_local_everywhere_is_one_gesture(
    client: Client, dieter: User, madrid_mastodon: Page, aurora: Brand
) -> None:
    tokyo = page_on(
        "mastodon", aurora, Market.objects.create(code="JP", name="Japan", time_zone="Asia/Tokyo", languages=["ja"])
    )
    client.force_login(dieter)
    client.post("/posts/new", typed(madrid_mastodon, tokyo, date=f"{NEXT_YEAR}-01-10", place=f"{aurora.pk}."))
    at = {publication.page_id: publication.at for publication in Publication.objects.all()}
    assert at[madrid_mastodon.pk] == datetime(NEXT_YEAR, 1, 10, 17, tzinfo=UTC)
    assert at[tokyo.pk] == datetime(NEXT_YEAR, 1, 10, 9, tzinfo=UTC)


def test_my_time_is_one_instant_on_every_markets_clock(
    client: Client, dieter: User, madrid_mastodon: Page, aurora: Brand
) -> None:
    tokyo = page_on(
        "mastodon", aurora, Market.objects.create(code="JP", name="Japan", time_zone="Asia/Tokyo", languages=["ja"])
    )
    client.force_login(dieter)
    client.post(
        "/posts/new", typed(madrid_mastodon, tokyo, date=f"{NEXT_YEAR}-01-10", clock="mine", place=f"{aurora.pk}.")
    )
    assert {publication.at for publication in Publication.objects.all()} == {datetime(NEXT_YEAR, 1, 10, 17, tzinfo=UTC)}
    japan = Publication.objects.get(page=tokyo)
    assert (japan.wall, japan.zone) == (datetime(NEXT_YEAR, 1, 11, 2), "Asia/Tokyo")
    form = client.get(f"/posts/{japan.post_id}").context["form"]
    assert (form["clock"].value(), form["time"].value().hour) == ("mine", 18)


def test_a_page_may_have_a_time_of_its_own(as_ana: Client, madrid_mastodon: Page, madrid_bluesky: Page) -> None:
    form = typed(madrid_mastodon, madrid_bluesky, date=f"{NEXT_YEAR}-01-10")
    as_ana.post("/posts/new", form | {f"own_{madrid_bluesky.pk}": f"{NEXT_YEAR}-01-11T09:30"})
    own = Publication.objects.get(page=madrid_bluesky)
    assert own.wall == datetime(NEXT_YEAR, 1, 11, 9, 30)
    shown = as_ana.get(f"/posts/{own.post_id}").context["form"]
    assert {shown[f"own_{page.pk}"].value() for page in (madrid_mastodon, madrid_bluesky)} == {None, own.wall}


def test_saving_without_a_change_voids_nothing(
    as_ana: Client, write: Write, madrid_mastodon: Page, approve: Any
) -> None:
    post = approve(write(madrid_mastodon))
    publication = post.publications.get()
    form = {
        "text": post.text,
        "date": f"{publication.wall:%Y-%m-%d}",
        "time": f"{publication.wall:%H:%M}",
        "clock": "local",
    }
    as_ana.post(f"/posts/{post.pk}", form | {"pages": [madrid_mastodon.pk], "version": post.version})
    post.refresh_from_db()
    assert post.state == "approved"


def test_a_submission_saves_and_asks_for_approval(as_ana: Client, madrid_mastodon: Page) -> None:
    answer = as_ana.post("/posts/new/submission", typed(madrid_mastodon))
    post = Post.objects.get()
    assert (answer.status_code, post.state, post.stage) == (302, "review", "market")


def test_a_contributor_drafts_and_sees_no_pages(client: Client, bruno: User, madrid_mastodon: Page) -> None:
    client.force_login(bruno)
    page = client.get("/posts/new").content.decode()
    assert "Where and when" not in page
    assert "Submit for approval" not in page
    assert client.post("/posts/new", typed(madrid_mastodon)).status_code == 422
    client.post("/posts/new", typed())
    assert not Publication.objects.exists()
    assert client.post(f"/posts/{Post.objects.get().pk}/submission", typed()).status_code == 403


def test_a_contributors_edit_leaves_pages_and_times_alone(
    client: Client, bruno: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    client.force_login(bruno)
    client.post(f"/posts/{post.pk}", {"text": "Mejor así.", "version": post.version})
    post.refresh_from_db()
    assert (post.text, post.publications.count()) == ("Mejor así.", 1)


def test_pages_of_others_stay_when_one_who_may_not_schedule_them_saves(
    as_ana: Client, dieter: User, write: Write, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    plans = [*(post.draft().plan or ()), plan(paris_mastodon, in_an_hour())]
    draft = post.draft()
    post.revise(dieter, type(draft)(**{**draft.__dict__, "plan": tuple(plans)}), post.version)
    as_ana.post(f"/posts/{post.pk}", retyped(post, madrid_mastodon, text="Otra vez."))
    post.refresh_from_db()
    assert post.text == "Otra vez."
    assert {publication.page for publication in post.publications.all()} == {madrid_mastodon, paris_mastodon}


def test_what_is_out_is_shown_and_not_offered_again(
    as_ana: Client, write: Write, madrid_mastodon: Page, approve: Any
) -> None:
    post = approve(write(madrid_mastodon))
    make_due(post.publications.get())
    release()
    Delivery.objects.update(state="published", permalink="https://social.example/@aurora/1")
    page = as_ana.get(f"/posts/{post.pk}").content.decode()
    assert "https://social.example/@aurora/1" in page
    assert 'name="pages"' not in page


def test_a_publication_is_cancelled_from_its_post(
    as_ana: Client, write: Write, madrid_mastodon: Page, approve: Any
) -> None:
    publication = approve(write(madrid_mastodon)).publications.get()
    as_ana.post(f"/publications/{publication.pk}/cancellation")
    publication.refresh_from_db()
    assert publication.state == "cancelled"


# --- who


def test_an_analyst_reads_and_writes_nothing(client: Client, gwen: User, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon)
    client.force_login(gwen)
    assert "compose-form" not in client.get(f"/posts/{post.pk}").content.decode()
    assert client.get("/posts/new").status_code == 403
    refusal = client.post(f"/posts/{post.pk}", retyped(post))
    assert refusal.status_code == 403
    assert "may not draft" in refusal.content.decode()


def test_another_markets_post_does_not_exist(client: Client, farid: User, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon)
    client.force_login(farid)
    assert client.get(f"/posts/{post.pk}").status_code == 404
    assert client.post(f"/publications/{post.publications.get().pk}/cancellation").status_code == 404


def test_foreign_pages_cannot_be_chosen(as_ana: Client, paris_mastodon: Page) -> None:
    answer = as_ana.post("/posts/new", typed(paris_mastodon))
    assert answer.status_code == 422
    assert not Post.objects.exists()


# --- bad input: a sentence, and nothing lost


def refused(client: Client, form: dict[str, Any], sentence: str) -> str:
    """The form comes back, says the sentence, and still holds what was typed."""
    answer = client.post("/posts/new", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert form["text"] in page
    assert not Post.objects.exists()
    return page


def last_sunday(month: int) -> datetime:
    day = datetime(NEXT_YEAR, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def test_a_time_that_does_not_exist(as_ana: Client, madrid_mastodon: Page) -> None:
    page = refused(
        as_ana, typed(madrid_mastodon, date=f"{last_sunday(3):%Y-%m-%d}", time="02:30"), "02:30 does not exist"
    )
    assert 'value="02:30"' in page


def test_a_time_that_exists_twice_asks_which(as_ana: Client, madrid_mastodon: Page) -> None:
    form = typed(madrid_mastodon, date=f"{last_sunday(10):%Y-%m-%d}", time="02:30")
    page = refused(as_ana, form, "02:30 happens twice")
    assert 'name="fold"' in page
    as_ana.post("/posts/new", form | {"fold": "1"})
    publication = Publication.objects.get()
    assert (publication.fold, publication.at.hour) == (1, 1)


def test_a_time_that_has_passed(as_ana: Client, madrid_mastodon: Page) -> None:
    refused(as_ana, typed(madrid_mastodon, date="2024-05-14"), "has passed in Spain. Choose a time still ahead.")


def test_pages_without_a_time(as_ana: Client, madrid_mastodon: Page) -> None:
    refused(as_ana, typed(madrid_mastodon, date="", time=""), "Choose a date and a time for the pages you ticked.")


def test_a_link_that_is_none(as_ana: Client) -> None:
    page = refused(as_ana, typed(link="javascript:alert(1)"), "This is not a web address.")
    assert "javascript:alert(1)" in page


def png(size: tuple[int, int], mode: str = "1") -> bytes:
    output = BytesIO()
    Image.new(mode, size).save(output, "PNG")
    return output.getvalue()


BAD_FILES = {
    "sixty megapixels": ("huge.png", lambda: png((7746, 7746)), "at most 50 megapixels are taken"),
    "a PNG named .jpg": ("photo.jpg", lambda: png((8, 8)), "photo.jpg is named .jpg but is a PNG picture"),
    "an SVG": (
        "logo.svg",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "logo.svg is not a JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF",
    ),
    "an empty file": ("empty.png", lambda: b"", "empty.png is empty"),
    "a file cut in half": (
        "cut.jpg",
        lambda: whole_jpeg()[: len(whole_jpeg()) // 2],
        "cut.jpg is damaged or cut short",
    ),
}


def whole_jpeg() -> bytes:
    return picture_file(size=(800, 600)).read()


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_with_the_form_costs_nothing_but_itself(as_ana: Client, photo: Asset, case: str) -> None:
    name, make, sentence = BAD_FILES[case]
    files = [SimpleUploadedFile(name, make()), picture_file("good.jpg", size=(20, 20))]
    page = refused(as_ana, typed(picture=[photo.pk], alt=["Un coche"], picture_files=files), sentence)
    assert "Un coche" in page
    good = Asset.objects.get(name="good.jpg")
    assert f'name="picture" value="{good.pk}"' in page


def test_what_is_no_number_is_no_picture(as_ana: Client, photo: Asset) -> None:
    page = as_ana.post("/posts/new", typed(picture=["²", photo.pk], again="")).content.decode()
    assert page.count('name="picture" value=') == 1


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_sent_by_itself(as_ana: Client, aurora: Brand, spain: Market, case: str) -> None:
    name, make, sentence = BAD_FILES[case]
    answer = as_ana.post(
        "/assets", {"place": f"{aurora.pk}.{spain.pk}", "picture_files": SimpleUploadedFile(name, make())}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_good_file_comes_back_as_a_piece_of_the_form(as_ana: Client, aurora: Brand, spain: Market) -> None:
    answer = as_ana.post("/assets", {"place": f"{aurora.pk}.{spain.pk}", "picture_files": picture_file()})
    asset = Asset.objects.get()
    assert f'name="picture" value="{asset.pk}"' in answer.content.decode()
    small = as_ana.get(f"/assets/{asset.pk}?size=thumb")
    with Image.open(BytesIO(small.content)) as image:
        assert (image.format, max(image.size)) == ("WEBP", 160)
    assert "immutable" in small.headers["Cache-Control"]


def test_pictures_belong_to_those_who_work_for_the_brand(
    client: Client, photo: Asset, aurora: Brand, spain: Market
) -> None:
    stranger = User.objects.create_user("z@other.example", "x", name="Zoe")
    client.force_login(stranger)
    assert client.get(f"/assets/{photo.pk}").status_code == 404
    assert (
        client.post("/assets", {"place": f"{aurora.pk}.{spain.pk}", "picture_files": picture_file()}).status_code == 403
    )


def test_a_picture_of_another_brand_is_refused_and_not_offered(
    as_ana: Client, ana: User, write: Write, madrid_mastodon: Page, hesper: Brand
) -> None:
    theirs = Asset.upload(ana, hesper, picture_file("theirs.jpg"))
    post = write(madrid_mastodon)
    form = retyped(post, madrid_mastodon, picture=[theirs.pk], alt=["Un coche"])
    answer = as_ana.post(f"/posts/{post.pk}", form)
    sentence = "theirs.jpg is not an asset of Aurora, or is out of use."
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not post.attachments.exists()
    assert list(as_ana.get("/library/choices?brand=aurora").context["found"]) == []


def test_what_is_out_of_use_is_refused_where_the_post_did_not_have_it(
    as_ana: Client, ana: User, write: Write, madrid_mastodon: Page, photo: Asset
) -> None:
    mine, other = write(madrid_mastodon, pictures=((photo, "Un coche"),)), write(madrid_mastodon)
    photo.retire(ana)
    for post, status in ((mine, 302), (other, 422)):
        form = retyped(post, madrid_mastodon, picture=[photo.pk], alt=["Un coche"])
        assert as_ana.post(f"/posts/{post.pk}", form).status_code == status


def test_a_new_post_with_a_picture_is_of_its_brand(as_ana: Client, photo: Asset, hesper: Brand) -> None:
    Brand.objects.filter(pk=hesper.pk).update(name="Aaa")
    assert as_ana.get("/posts/new").context["form"].written_for.brand == hesper
    assert as_ana.get(f"/posts/new?picture={photo.pk}").context["form"].written_for.brand == photo.brand


def test_two_windows_lose_nothing(as_ana: Client, bruno: User, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon)
    other = Client()
    other.force_login(bruno)
    other.post(f"/posts/{post.pk}", {"text": "Lo de Bruno.", "version": post.version})
    answer = as_ana.post(f"/posts/{post.pk}", retyped(post, madrid_mastodon, text="Lo de Ana."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Bruno saved this post while you were writing" in page
    assert "Lo de Ana." in page
    assert "Lo de Bruno." in page
    post.refresh_from_db()
    assert post.text == "Lo de Bruno."
    again = answer.context["form"]["version"].value()
    as_ana.post(f"/posts/{post.pk}", typed(madrid_mastodon, text="Lo de Ana.", version=again))
    post.refresh_from_db()
    assert post.text == "Lo de Ana."


def submitted(client: Client, form: dict[str, Any]) -> str:
    """What the person reads after a submission that could not be made; the draft is kept."""
    page = client.post("/posts/new/submission", form, follow=True).content.decode()
    assert Post.objects.get().state == "draft"
    assert "Saved as a draft, and not submitted yet" in page
    return page


def test_a_text_over_the_limit_is_kept_and_not_submitted(as_ana: Client, madrid_bluesky: Page) -> None:
    page = submitted(as_ana, typed(madrid_bluesky, text="a" * 301))
    assert "The text has 301 characters; Bluesky takes 300. Shorten it by 1." in page
    assert Post.objects.get().text == "a" * 301


def test_a_family_counts_as_the_network_counts_it(as_ana: Client, madrid_bluesky: Page) -> None:
    as_ana.post("/posts/new/submission", typed(madrid_bluesky, text=FAMILY * 100))
    assert Post.objects.get().state == "review"


def test_a_page_without_a_live_token(as_ana: Client, madrid_mastodon: Page) -> None:
    Page.objects.update(health=Health.RECONNECT)
    assert "is not connected. Ask an administrator to reconnect it" in submitted(as_ana, typed(madrid_mastodon))


def test_a_link_to_a_forbidden_domain(as_ana: Client, madrid_mastodon: Page, aurora: Brand) -> None:
    Guideline.objects.create(
        kind="allowed_domains", words=["aurora.example"], sentence="Link only to aurora.example.", brand=aurora
    )
    page = submitted(as_ana, typed(madrid_mastodon, link="https://elsewhere.example/x"))
    assert "Link only to aurora.example." in page


# --- how much it costs


def test_the_number_of_queries_does_not_grow_with_pages(
    as_ana: Client, write: Write, aurora: Brand, spain: Market, madrid_mastodon: Page, photo: Asset
) -> None:
    small = write(madrid_mastodon, pictures=((photo, "a"),))
    many = [page_on("bluesky", aurora, spain, remote_id=f"b{n}") for n in range(12)]
    large = write(madrid_mastodon, *many, pictures=((photo, "a"), (photo, "b")))
    counts = [queries(as_ana, f"/posts/{post.pk}") for post in (small, large)]
    assert counts[0] == counts[1]


def test_of_many_pages_those_of_markets_without_a_chosen_one_are_folded(
    client: Client, dieter: User, write: Write, aurora: Brand, france: Market, madrid_mastodon: Page
) -> None:
    client.force_login(dieter)
    address = f"/posts/{write(madrid_mastodon).pk}"
    for number in range(FEW - 1):
        page_on("bluesky", aurora, france, remote_id=f"b{number}")
    assert folded(client, address) == []
    page_on("mastodon", aurora, france)
    assert folded(client, address) == ["France"]


def test_only_networks_of_chosen_pages_ask_at_once_for_another_text(
    as_ana: Client, write: Write, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    """Hidden later by a script, they moved all that stands below."""
    page = as_ana.get(f"/posts/{write(madrid_mastodon).pk}").content.decode()
    assert re.findall(r'data-wording="(\w+)"( hidden)?', page) == [("bluesky", " hidden"), ("mastodon", "")]


def folded(client: Client, address: str) -> list[str]:
    return re.findall(r'<details class="market">\s*<summary>(\w+)', client.get(address).content.decode())


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- threads and first comments


def test_a_thread_is_kept_part_by_part_with_its_pictures(as_ana: Client, madrid_mastodon: Page, photo: Asset) -> None:
    form = typed(madrid_mastodon, thread=["Dos\r\nlíneas", "", "Tres"], picture=[photo.pk] * 3, alt=["A", "B", "C"])
    as_ana.post("/posts/new", form | {"part": ["1", "2", "4"]})
    post = Post.objects.get()
    assert post.thread == ["Dos\nlíneas", "Tres"]
    assert list(post.attachments.values_list("part", "alt")) == [(1, "A"), (2, "B"), (3, "C")]
    page = as_ana.get(f"/posts/{post.pk}").content.decode()
    assert 'aria-label="Part 2">Dos' in page
    assert 'aria-label="Part 3">Tres' in page
    assert page.count('<option value="3" selected>part 3</option>') == 1
    [content] = post.contents()
    assert [(part.text, [medium.alt for medium in part.media]) for part in content.thread] == [
        ("Dos\nlíneas", ["B"]),
        ("Tres", ["C"]),
    ]


def test_saving_a_thread_again_changes_nothing_and_another_word_voids_its_approval(
    as_ana: Client, write: Write, madrid_mastodon: Page, approve: Any, photo: Asset
) -> None:
    post = approve(write(madrid_mastodon, thread=(Further("Dos", (Picture(photo, "Un coche"),)),)))
    as_ana.post(f"/posts/{post.pk}", _as_it_stands(post, photo))
    post.refresh_from_db()
    assert post.state == "approved"
    as_ana.post(f"/posts/{post.pk}", _as_it_stands(post, photo, thread=["Dos y medio"]))
    post.refresh_from_db()
    assert (post.state, post.thread) == ("draft", ["Dos y medio"])
    assert "changed the thread" in as_ana.get(f"/posts/{post.pk}").content.decode()


def _as_it_stands(post: Post, photo: Asset, **more: Any) -> dict[str, Any]:
    publication = post.publications.get()
    when = {"date": f"{publication.wall:%Y-%m-%d}", "time": f"{publication.wall:%H:%M}", "clock": "local"}
    said = {"text": post.text, "thread": post.thread, "picture": [photo.pk], "alt": ["Un coche"], "part": ["2"]}
    return when | said | {"pages": [publication.page_id], "version": post.version} | more


def test_pictures_of_a_part_that_was_taken_out_are_the_posts(
    as_ana: Client, madrid_mastodon: Page, photo: Asset
) -> None:
    as_ana.post("/posts/new", typed(madrid_mastodon, picture=[photo.pk], alt=["A"], part=["7"]))
    assert list(Post.objects.get().attachments.values_list("part", flat=True)) == [1]


def test_a_wording_of_its_own_goes_out_without_the_thread(
    write: Write, madrid_mastodon: Page, madrid_facebook: Page
) -> None:
    wordings = (("facebook", "Todo en uno."),)
    post = write(madrid_mastodon, madrid_facebook, thread=(Further("Dos"),), wordings=wordings)
    threads = {content.network: len(content.thread) for content in post.contents()}
    assert threads == {"mastodon": 1, "facebook": 0}
    assert [finding for finding in post.findings() if finding.field == "thread"] == []


def test_what_a_network_has_no_place_for_is_told_while_typing(
    as_ana: Client, madrid_facebook: Page, aurora: Brand, spain: Market
) -> None:
    telegram = page_on("telegram", aurora, spain)
    form = typed(madrid_facebook, telegram, thread=["Dos"], first_comment="Más")
    said = as_ana.post("/checks", form).content.decode()
    assert "Facebook has no threads. Give it a text of its own" in said
    assert "Telegram takes no first comment; put it in the text or leave it out." in said
    assert "Facebook takes no first comment" not in said


def test_each_part_is_counted_and_read_by_itself(as_ana: Client, madrid_mastodon: Page, aurora: Brand) -> None:
    Guideline.objects.create(brand=aurora, kind="banned_words", words=["barato"], sentence="Never say cheap.")
    form = typed(madrid_mastodon, thread=["Barato", "a" * 501], first_comment="Más")
    answer = as_ana.post("/checks", form)
    counted = [(counter.part, counter.used) for counter in answer.context["counters"]]
    assert counted == [("", 12), ("Part 2", 6), ("Part 3", 501), ("First comment", 3)]
    said = answer.content.decode()
    assert "Part 3: The text has 501 characters" in said
    assert "Never say cheap." in said
