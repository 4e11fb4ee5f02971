from starlette.testclient import TestClient

from tests.sandbox.conftest import BlueskyMouth, Mouth
from tests.sandbox.test_bluesky import RKEY, facet, images, record, upload
from tests.sandbox.test_facebook import stage


def test_all_accounts_are_listed_and_can_be_found(client: TestClient, mastodon: Mouth, facebook: Mouth) -> None:
    page = client.get("/").text
    assert mastodon.account["address"].removeprefix("http://testserver") in page
    assert facebook.account["handle"] in page
    assert facebook.account["handle"] not in client.get("/?q=aurora_").text


def test_a_page_shows_the_posts_newest_first_with_picture_and_link(
    client: TestClient, facebook: Mouth, png: bytes
) -> None:
    photo = stage(facebook, png, 'El "nuevo" coche')
    facebook.post("/me/feed", json={"message": "primero", "attached_media": [{"media_fbid": photo}]})
    facebook.post("/me/feed", data={"message": "segundo <b>", "link": "https://a.example/x"})
    page = client.get(facebook.account["address"]).text
    assert page.index("segundo &lt;b&gt;") < page.index("primero")
    assert 'alt="El &#34;nuevo&#34; coche"' in page
    assert 'href="https://a.example/x"' in page
    assert "Sandbox" in page


def test_the_permalinks_the_networks_give_lead_to_the_post(
    client: TestClient, mastodon: Mouth, bluesky: BlueskyMouth, facebook: Mouth, png: bytes
) -> None:
    status = mastodon.post("/api/v1/statuses", json={"status": "en Mastodon"}).json()
    post_id = facebook.post("/me/feed", data={"message": "en Facebook"}).json()["id"]
    bluesky.put(RKEY, record("en Bluesky", facets=[facet(3, 10)], embed=images(upload(bluesky, png))))
    assert "en Mastodon" in client.get(status["url"]).text
    permalink = facebook.get(f"/{post_id}?fields=permalink_url").json()["permalink_url"]
    assert "en Facebook" in client.get(permalink).text
    for name in (bluesky.account["handle"], bluesky.account["remote_id"]):
        page = client.get(f"/bluesky/profile/{name}/post/{RKEY}").text
        assert 'en <a href="https://a.example" rel="nofollow noopener">Bluesky</a>' in page


def test_what_is_deleted_or_was_never_there_is_not_found(client: TestClient, mastodon: Mouth) -> None:
    status = mastodon.post("/api/v1/statuses", json={"status": "Hola"}).json()
    mastodon.delete(f"/api/v1/statuses/{status['id']}")
    assert client.get(status["url"]).status_code == 404
    assert "Hola" not in client.get(mastodon.account["address"]).text
    assert client.get("/facebook/Nobody").status_code == 404
    assert client.get("/media/abc").status_code == 404


def test_a_long_page_goes_on(client: TestClient, facebook: Mouth) -> None:
    for number in range(55):
        facebook.post("/me/feed", data={"message": f"post-{number}."})
    page = client.get(facebook.account["address"]).text
    assert "post-54." in page
    assert "post-4." not in page
    assert "?before=6" in page
    assert "post-4." in client.get(f"{facebook.account['address']}?before=6").text
