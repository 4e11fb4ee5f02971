"""Sina Weibo as the sandbox imitates it: what it takes from an app without further rights, and what it gives back."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sandbox.conftest import Mouth, opened, picture, public

LINK = "https://aurora.example/cn"


class WeiboMouth(Mouth):
    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"OAuth2 {self.account['secret']['token']}"}

    def share(self, status: str, files: Any = None, **more: str) -> Any:
        form = {"status": status, "rip": "203.0.113.7", **more}
        return self.post("/statuses/share.json", data=form, files=files)

    def timeline(self) -> Any:
        return self.get("/statuses/user_timeline.json")


@pytest.fixture
def weibo(client: TestClient) -> WeiboMouth:
    return WeiboMouth(client, opened(client, "weibo", "aurora_cn", name="Aurora"))


def test_a_post_is_public_as_it_was_written_and_given_back_with_short_links(
    client: TestClient, weibo: WeiboMouth
) -> None:
    told = weibo.share(f"新车来了 {LINK}").json()
    [post] = public(client)
    assert (post["remote_id"], post["text"], post["link"]) == (told["idstr"], f"新车来了 {LINK}", LINK)
    [shown] = weibo.timeline().json()["statuses"]
    assert shown["text"].startswith("新车来了 http://t.cn/")
    assert shown["created_at"].split()[4] == "+0800"
    account = client.get("/weibo/aurora_cn").text
    [address] = [part.partition('"')[0] for part in account.split('href="') if part.startswith("/weibo/aurora_cn/")]
    assert LINK in client.get(address).text


@pytest.mark.parametrize(
    ("status", "more", "code"),
    [
        ("新车来了", {}, 10017),
        ("新车来了 https://aurora.com", {}, 10017),
        (f"新车来了 {LINK}", {"rip": ""}, 10016),
        (" ", {}, 20008),
        (f"#Aurora# {LINK}", {}, 10008),
        (f"{'新' * 129}{LINK}", {}, 20012),
    ],
)
def test_what_a_post_may_not_be(client: TestClient, weibo: WeiboMouth, status: str, more: dict, code: int) -> None:
    told = weibo.share(status, **more)
    assert (told.status_code, told.json()["error_code"]) == (400, code)
    assert told.json()["request"] == "/2/statuses/share.json"
    assert public(client) == []


def test_half_characters_and_a_link_fill_a_post(weibo: WeiboMouth) -> None:
    assert weibo.share(f"{'ab' * 128}{LINK}").status_code == 200


def test_one_picture_comes_along(client: TestClient, weibo: WeiboMouth, png: bytes) -> None:
    assert weibo.share(LINK, {"pic": ("a.webp", picture("WEBP"))}).json()["error_code"] == 20005
    assert len(weibo.share(LINK, {"pic": ("a.png", png)}).json()["pic_urls"]) == 1
    assert len(public(client)[0]["media"]) == 1


def test_the_same_words_are_refused_for_a_while(client: TestClient, weibo: WeiboMouth) -> None:
    codes = [weibo.share(LINK).json().get("error_code") for _ in range(2)]
    client.post("/sandbox/settings", json={"weibo_duplicate_window": 0})
    assert [*codes, weibo.share(LINK).json().get("error_code")] == [None, 20019, None]


def test_an_hour_has_thirty_posts_and_five_are_to_be_seen(weibo: WeiboMouth) -> None:
    weibo.share(f"{LINK}/0")
    told = [weibo.share(f"{LINK}/{number}") for number in range(1, 61)]
    assert (told[-1].status_code, told[-1].json()["error_code"]) == (403, 20016)
    assert len(weibo.timeline().json()["statuses"]) == 5


def test_a_slow_success_looks_like_an_error(client: TestClient, weibo: WeiboMouth) -> None:
    client.post("/sandbox/settings", json={"weibo_slowness": 60})
    assert weibo.share(LINK).json()["error_code"] == 20032
    assert len(public(client)) == 1
    assert weibo.timeline().json()["statuses"] == []


def test_who_is_who(client: TestClient, weibo: WeiboMouth) -> None:
    uid = weibo.get("/account/get_uid.json").json()["uid"]
    assert str(uid) == weibo.account["remote_id"]
    assert weibo.get("/users/show.json", params={"uid": uid}).json()["screen_name"] == "aurora_cn"
    assert weibo.get("/users/show.json", params={"uid": "1"}).json()["error_code"] == 20003
    weibo.account["secret"]["token"] = "wrong"
    assert weibo.get("/account/get_uid.json").json()["error_code"] == 21332
    assert client.get("/weibo/2/emotions.json").json()["error_code"] == 10020
