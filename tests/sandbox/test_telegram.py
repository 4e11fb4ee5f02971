import json
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from sandbox.app import Sandbox
from tests.sandbox.conftest import opened, picture, public

Json = dict[str, Any]


class Bot:
    """Speaks to the sandbox as the channel's bot does."""

    def __init__(self, client: TestClient, handle: str = "AuroraES") -> None:
        self.client = client
        self.account = opened(client, "telegram", handle, name="Aurora España")
        self.chat = self.account["remote_id"]

    def call(self, method: str, files: Any = None, **fields: Any) -> httpx.Response:
        url = f"{self.account['home']}/bot{self.account['secret']['token']}/{method}"
        if files:
            return self.client.post(url, data={"chat_id": self.chat, **fields}, files=files)
        return self.client.post(url, json={"chat_id": self.chat, **fields})

    def result(self, method: str, **more: Any) -> Any:
        answer = self.call(method, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]


@pytest.fixture
def bot(client: TestClient) -> Bot:
    return Bot(client)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    said = answer.json()
    assert said["ok"] is False
    assert said["error_code"] == answer.status_code
    return answer.status_code, said["description"]


def album(*images: bytes, **first: str) -> Json:
    media = [{"type": "photo", "media": f"attach://p{number}"} for number in range(len(images))]
    media[0] |= first
    files = {f"p{number}": (f"{number}.png", image, "image/png") for number, image in enumerate(images)}
    return {"media": json.dumps(media), "files": files}


def test_a_bot_knows_itself_and_its_channel(bot: Bot) -> None:
    me, channel = bot.result("getMe"), bot.result("getChat", chat_id="@auroraes")
    assert bot.account["secret"]["token"].startswith(f"{me['id']}:")
    assert (channel["id"], channel["type"], channel["username"]) == (int(bot.chat), "channel", "AuroraES")
    assert bot.result("GetChatMember", user_id=me["id"])["can_post_messages"] is True
    assert bot.result("getChatMemberCount") == 1


def test_a_message_is_public_under_the_channels_next_number(client: TestClient, bot: Bot) -> None:
    first = bot.result("sendMessage", text=" Hola https://a.example/x \n")
    second = bot.result("sendMessage", text="Adiós", link_preview_options={"url": "https://a.example/y"})
    assert (first["text"], second["message_id"]) == ("Hola https://a.example/x", first["message_id"] + 1)
    assert [post["link"] for post in public(client)] == ["https://a.example/x", "https://a.example/y"]
    page = client.get(f"{bot.account['address']}/{second['message_id']}")
    assert (page.status_code, "Adiós" in page.text) == (200, True)


def test_numbers_count_up_in_each_channel_by_itself(client: TestClient, bot: Bot) -> None:
    bot.result("sendMessage", text="uno")
    other = Bot(client, "AuroraFR")
    assert other.result("sendMessage", text="un")["message_id"] == 2


def test_the_pictures_of_an_album_are_messages_each(client: TestClient, bot: Bot) -> None:
    images = [picture("PNG", (40 + number, 30)) for number in range(3)]
    messages = bot.result("sendMediaGroup", **album(*images, caption="Hola"))
    assert [message["message_id"] for message in messages] == [2, 3, 4]
    assert [message.get("caption") for message in messages] == ["Hola", None, None]
    assert bot.result("sendMessage", text="y ya")["message_id"] == 5
    shown, _ = public(client)
    assert (shown["text"], shown["remote_id"], len(shown["media"])) == ("Hola", "2", 3)


def test_a_photo_has_a_caption(client: TestClient, bot: Bot, png: bytes) -> None:
    message = bot.result("sendPhoto", files={"photo": ("a.png", png, "image/png")}, caption="Hola")
    assert (message["caption"], message["photo"][0]["width"]) == ("Hola", 40)
    assert public(client)[0]["media"][0]["bytes"] == len(png)


@pytest.mark.parametrize(
    ("method", "fields", "said"),
    [
        ("sendMessage", {"text": " \n"}, (400, "Bad Request: message text is empty")),
        ("sendMessage", {"text": "🚗" * 2049}, (400, "Bad Request: message is too long")),
        ("sendMessage", {"text": "x", "chat_id": "@nobody"}, (400, "Bad Request: chat not found")),
        ("sendMessage", {"text": "x", "chat_id": ""}, (400, "Bad Request: chat not found")),
        ("sendMediaGroup", {"media": "["}, (400, "Bad Request: can't parse JSON object")),
        ("sendMediaGroup", {"media": []}, (400, "Bad Request: there are no messages to send")),
        ("sendMediaGroup", {"media": [{}] * 11}, (400, "Bad Request: too many messages to send as an album")),
        ("deleteMessage", {"message_id": 7}, (400, "Bad Request: message to delete not found")),
        ("sendLove", {}, (404, "Not Found")),
    ],
)
def test_what_cannot_be_is_refused_in_telegrams_words(
    client: TestClient, bot: Bot, method: str, fields: Json, said: tuple[int, str]
) -> None:
    assert refusal(bot.call(method, **fields)) == said
    assert public(client) == []


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (picture("WEBP"), "IMAGE_PROCESS_FAILED"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (picture("PNG", (9000, 1001)), "PHOTO_INVALID_DIMENSIONS"),
        (picture("PNG", (210, 10)), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
def test_a_bad_photo_is_refused_and_in_an_album_with_its_place(bot: Bot, png: bytes, image: bytes, words: str) -> None:
    alone = bot.call("sendPhoto", files={"photo": ("a.png", image, "image/png")})
    assert refusal(alone) == (400, f"Bad Request: {words}")
    together = bot.call("sendMediaGroup", **album(png, image))
    assert refusal(together)[1].endswith(f'failed to send message #2 with the error message "{words}"')


def test_a_long_caption_is_refused(bot: Bot, png: bytes) -> None:
    answer = bot.call("sendPhoto", files={"photo": ("a.png", png, "image/png")}, caption="a" * 1025)
    assert refusal(answer) == (400, "Bad Request: message caption is too long")


@pytest.mark.parametrize(("token", "status"), [("1:wrong", 401), ("wrong", 404), ("1:", 404)])
def test_without_a_good_token_nothing_is_done(bot: Bot, token: str, status: int) -> None:
    bot.account["secret"]["token"] = token
    assert refusal(bot.call("sendMessage", text="Hola"))[0] == status


def test_a_bot_posts_in_its_own_channel_only(client: TestClient, bot: Bot) -> None:
    other = Bot(client, "AuroraFR")
    answer = bot.call("sendMessage", chat_id=other.chat, text="Hola")
    assert refusal(answer) == (403, "Forbidden: bot is not a member of the channel chat")


def test_the_pictures_of_albums_count_towards_the_limit(client: TestClient, bot: Bot, png: bytes) -> None:
    for _ in range(2):
        assert bot.call("sendMediaGroup", **album(*[png] * 9)).status_code == 200
    assert bot.call("sendMediaGroup", **album(*[png] * 3)).status_code == 429
    answer = bot.call("sendMessage", text="Hola")
    assert answer.status_code == 429
    assert 0 < answer.json()["parameters"]["retry_after"] <= 60
    assert answer.headers["retry-after"] == str(answer.json()["parameters"]["retry_after"])
    assert len(public(client)) == 2


def test_a_deleted_message_is_gone(client: TestClient, bot: Bot) -> None:
    number = bot.result("sendMessage", text="Hola")["message_id"]
    assert bot.result("deleteMessage", message_id=number) is True
    assert client.get(f"{bot.account['address']}/{number}").status_code == 404
    assert bot.result("sendMessage", text="otra")["message_id"] == number + 1


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("rate_limited", 429, "Too Many Requests: retry after 30"),
        ("expired_token", 401, "Unauthorized"),
        ("duplicate_refusal", 500, "Internal Server Error: RANDOM_ID_DUPLICATE"),
        ("error_before_create", 502, "Bad Gateway"),
    ],
)
def test_faults_are_said_in_telegrams_words(client: TestClient, bot: Bot, fault: str, status: int, said: str) -> None:
    rule = {"fault": fault, "network": "telegram", "account": bot.chat, "operation": "create"}
    client.post("/sandbox/faults", json={**rule, "seconds": 30, "status": 502})
    assert refusal(bot.call("sendMessage", text="Hola")) == (status, said)
    assert bot.call("getMe").status_code == 200
    assert public(client) == []


def test_a_fault_may_be_meant_for_a_text(client: TestClient, bot: Bot, png: bytes) -> None:
    rule = {"fault": "error_before_create", "contains": "Hola", "operation": "create"}
    client.post("/sandbox/faults", json=rule)
    assert bot.call("sendMessage", text="Adiós").status_code == 200
    assert bot.call("sendMessage", text="Hola").status_code == 500
    assert bot.call("sendMediaGroup", **album(png, png, caption="Hola")).status_code == 500


def test_numbers_go_on_after_a_restart(tmp_path: Any) -> None:
    for number in (2, 3):
        box = Sandbox(tmp_path)
        assert Bot(TestClient(box)).result("sendMessage", text="Hola")["message_id"] == number
        box.close()
