import base64
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from sandbox.app import Sandbox
from tests.sandbox.conftest import Mouth, opened, picture, public

Json = dict[str, Any]
POSTS, MEDIA = "/wp/v2/posts", "/wp/v2/media"


class Author(Mouth):
    @property
    def headers(self) -> dict[str, str]:
        user, password = self.account["secret"]["user"], self.account["secret"]["password"]
        return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}

    def make(self, **fields: Any) -> Json:
        answer = self.post(POSTS, json=fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def bring(self, image: bytes, **fields: Any) -> httpx.Response:
        return self.post(MEDIA, data=fields, files={"file": ("a.png", image, "image/png")})


@pytest.fixture
def author(client: TestClient) -> Author:
    return Author(client, opened(client, "wordpress", "aurora-es", name="Aurora España"))


def refusal(answer: httpx.Response) -> tuple[int, str]:
    said = answer.json()
    assert said["data"]["status"] == answer.status_code
    return answer.status_code, said["code"]


def test_a_draft_is_seen_by_its_author_alone(client: TestClient, author: Author) -> None:
    draft = author.make(title="Hola", content="<p>Hola a todos</p>", slug="hola-1")
    other = Author(client, opened(client, "wordpress", "aurora-fr"))
    assert (draft["status"], draft["slug"], "?p=" in draft["link"]) == ("draft", "hola-1", True)
    assert public(client) == []
    path = f"{POSTS}/{draft['id']}"
    assert author.get(path).json()["content"]["raw"] == "<p>Hola a todos</p>"
    assert refusal(other.get(path)) == (403, "rest_forbidden")
    assert refusal(other.post(path, json={"status": "publish"})) == (403, "rest_cannot_edit")
    assert client.get(author.account["home"] + path).status_code == 401
    asked = f"{POSTS}?slug=hola-1&status=draft,publish"
    assert [found["id"] for found in author.get(asked).json()] == [draft["id"]]
    assert other.get(asked).json() == []
    assert author.get(f"{POSTS}?slug=hola-1").json() == []
    assert refusal(client.get(author.account["home"] + asked)) == (400, "rest_invalid_param")


def test_a_draft_becomes_public_once_however_often_it_is_published(client: TestClient, author: Author) -> None:
    path = f"{POSTS}/{author.make(title='Hola', content='<p>Hola</p>')['id']}"
    first, again = (author.post(path, json={"status": "publish"}).json() for _ in "ab")
    assert first == again
    assert [(post["text"], post["remote_id"]) for post in public(client)] == [("Hola", str(first["id"]))]
    assert first["link"] == f"{author.account['address']}/hola/"
    assert "Hola" in client.get(first["link"]).text
    assert refusal(author.post(path, json={"status": "draft"})) == (400, "rest_invalid_param")


def test_what_is_published_gets_other_words_at_the_same_address(client: TestClient, author: Author) -> None:
    made = author.make(title="Hola", content="<p>Hola</p>", status="publish")
    changed = author.post(f"{POSTS}/{made['id']}", json={"content": "<p>Hola otra vez</p>"}).json()
    assert changed["link"] == made["link"]
    assert [post["text"] for post in public(client)] == ["Hola otra vez"]


def test_people_read_title_paragraphs_links_and_pictures(client: TestClient, author: Author, png: bytes) -> None:
    media = author.bring(png, alt_text="library").json()
    image = f'<img src="{media["source_url"]}" alt="El &quot;coche&quot;" class="wp-image-{media["id"]}"/>'
    content = (
        "<!-- wp:paragraph -->\n<p>Uno &amp; dos<br>tres</p>\n<!-- /wp:paragraph -->\n\n"
        f'<p>Ver <a href="https://a.example/x">aquí</a></p>\n<figure>{image}</figure>'
    )
    author.make(title="&lt;Más&gt;", content=content, status="publish")
    (post,) = public(client)
    assert post["text"] == "<Más>\n\nUno & dos\ntres\n\nVer aquí"
    assert post["link"] == "https://a.example/x"
    assert [(item["bytes"], item["alt"]) for item in post["media"]] == [(len(png), 'El "coche"')]


def test_a_title_that_begins_the_text_is_not_read_twice(client: TestClient, author: Author) -> None:
    for title in ("Hola a todos", "Hola a…"):
        author.make(title=title, content="<p>Hola a todos y todas.</p>", status="publish")
    assert {post["text"] for post in public(client)} == {"Hola a todos y todas."}


def test_a_slug_that_is_taken_gets_a_number(author: Author) -> None:
    slugs = [author.make(title="¡Hola, mundo!", content="x", slug=slug)["slug"] for slug in ("hola", "hola", "", "")]
    assert slugs == ["hola", "hola-2", "hola-mundo", "hola-mundo-2"]


def test_only_what_is_asked_for_is_shown(author: Author) -> None:
    made = author.post(f"{POSTS}?_fields=id,link", json={"title": "Hola"}).json()
    assert made.keys() == {"id", "link"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, (400, "empty_content")),
        ({"title": "x", "status": "sent"}, (400, "rest_invalid_param")),
        ({"title": "x", "status": "future"}, (400, "rest_invalid_param")),
        ({"title": "x", "id": 7}, (400, "rest_post_exists")),
    ],
)
def test_what_cannot_be_is_refused_in_wordpress_words(author: Author, fields: Json, said: tuple[int, str]) -> None:
    assert refusal(author.post(POSTS, json=fields)) == said


def test_what_is_thrown_away_is_no_longer_public(client: TestClient, author: Author) -> None:
    post = author.make(title="Hola", content="x", slug="hola", status="publish")
    path = f"{POSTS}/{post['id']}"
    assert author.delete(path).json()["status"] == "trash"
    assert refusal(author.delete(path)) == (410, "rest_already_trashed")
    assert client.get(post["link"]).status_code == 404
    assert author.get(path).json()["status"] == "trash"
    assert author.delete(f"{path}?force=true").json()["deleted"] is True
    assert refusal(author.get(path)) == (404, "rest_post_invalid_id")
    assert author.make(title="Otra", slug="hola")["slug"] == "hola"


def test_a_picture_comes_as_a_form_or_as_bare_bytes(author: Author, png: bytes) -> None:
    form = author.bring(png, alt_text="Un coche")
    headers = {"Content-Type": "image/png", "Content-Disposition": 'attachment; filename="a.png"'}
    bare = author.post(MEDIA, content=png, headers=headers)
    assert (form.status_code, bare.status_code) == (201, 201)
    assert (form.json()["alt_text"], bare.json()["alt_text"]) == ("Un coche", "")
    assert form.json()["source_url"] == bare.json()["source_url"]


def test_what_is_no_picture_is_refused(author: Author, png: bytes) -> None:
    assert refusal(author.post(MEDIA)) == (400, "rest_upload_no_data")
    assert refusal(author.post(MEDIA, data={"alt_text": "x"}, files={"other": b"x"})) == (400, "rest_upload_no_data")
    bare = author.post(MEDIA, content=png, headers={"Content-Type": "image/png"})
    assert refusal(bare) == (400, "rest_upload_no_content_disposition")
    for bad in (b"no picture", picture("BMP"), picture("JPEG")):  # the last one under a name that ends with .png
        assert refusal(author.bring(bad)) == (500, "rest_upload_unknown_error")


def test_a_picture_belongs_to_a_draft_of_the_same_author(client: TestClient, author: Author, png: bytes) -> None:
    other = Author(client, opened(client, "wordpress", "aurora-fr"))
    draft = author.make(title="Hola")["id"]
    assert author.bring(png, post=draft).status_code == 201
    assert refusal(other.bring(png, post=draft)) == (403, "rest_cannot_edit")
    assert refusal(author.bring(png, post="1")) == (403, "rest_cannot_edit")


def test_a_user_and_a_site_say_who_they_are(client: TestClient, author: Author) -> None:
    me = author.get("/wp/v2/users/me?context=edit").json()
    assert (str(me["id"]), me["slug"]) == (author.account["remote_id"], "aurora-es")
    assert me["capabilities"]["publish_posts"] is True
    assert "capabilities" not in author.get("/wp/v2/users/me").json()
    site = client.get(author.account["home"] + "/")
    assert site.json()["home"] == "http://testserver/wordpress"
    assert 'rel="https://api.w.org/"' in site.headers["link"]


@pytest.mark.parametrize(
    ("secret", "code"),
    [({"user": "nobody"}, "invalid_username"), ({"password": "abcd"}, "incorrect_password")],
)
def test_without_a_good_password_nothing_is_done(author: Author, secret: Json, code: str) -> None:
    author.account["secret"] |= secret
    assert refusal(author.post(POSTS, json={"title": "Hola"})) == (401, code)
    assert refusal(author.get("/")) == (401, code)


def test_without_a_password_only_what_is_public_is_to_be_had(client: TestClient, author: Author) -> None:
    home = author.account["home"]
    assert refusal(client.post(home + POSTS, json={"title": "Hola"})) == (401, "rest_not_logged_in")
    assert client.get(home + POSTS).json() == []
    assert refusal(client.get(f"{home}/wp/v2/love")) == (404, "rest_no_route")
    assert refusal(author.post(POSTS, content=b"{", headers={"Content-Type": "application/json"}))[0] == 400


def test_drafts_are_remembered_across_restarts(tmp_path: Path) -> None:
    box = Sandbox(tmp_path)
    author = Author(TestClient(box), opened(TestClient(box), "wordpress", "aurora-es"))
    draft = author.make(title="Hola", content="<p>Hola</p>")
    box.close()
    box = Sandbox(tmp_path)
    author.client = TestClient(box)
    assert author.make(title="Hola")["slug"] == "hola-2"
    assert author.post(f"{POSTS}/{draft['id']}", json={"status": "publish"}).status_code == 200
    assert [post["text"] for post in public(author.client)] == ["Hola"]
    box.close()


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("expired_token", 401, "incorrect_password"),
        ("duplicate_refusal", 400, "rest_post_exists"),
        ("error_before_create", 500, "db_update_error"),
    ],
)
def test_faults_are_said_in_wordpress_words(
    client: TestClient, author: Author, fault: str, status: int, code: str
) -> None:
    client.post("/sandbox/faults", json={"fault": fault, "network": "wordpress", "operation": "create"})
    draft = author.make(title="Hola", content="x")
    assert refusal(author.post(f"{POSTS}/{draft['id']}", json={"status": "publish"})) == (status, code)
    assert public(client) == []


@pytest.mark.parametrize(
    ("rule", "status"), [({"fault": "rate_limited", "seconds": 30}, 429), ({"fault": "error_before_create"}, 503)]
)
def test_servers_before_wordpress_speak_html(client: TestClient, author: Author, rule: Json, status: int) -> None:
    client.post("/sandbox/faults", json={"status": 503, "operation": "create", **rule})
    answer = author.post(POSTS, json={"title": "Hola", "status": "publish"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html")
    assert answer.headers.get("retry-after") == ("30" if status == 429 else None)


def test_a_repeat_that_fails_though_the_first_is_out(client: TestClient, author: Author) -> None:
    path = f"{POSTS}/{author.make(title='Hola', content='x')['id']}"
    client.post("/sandbox/faults", json={"fault": "replay_error", "operation": "create"})
    statuses = [author.post(path, json={"status": "publish"}).status_code for _ in "ab"]
    assert statuses == [200, 500]
    assert len(public(client)) == 1
