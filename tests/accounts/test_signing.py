"""Messages are signed so that any library for Standard Webhooks can tell that they are ours."""

import base64

from accounts import signing


def test_the_published_example_is_signed_as_published() -> None:
    headers = signing.headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_secrets_give_two_signatures() -> None:
    secrets = [signing.new_secret() for _ in range(2)]
    both = signing.headers(secrets, "msg_1", 7, b"{}")["webhook-signature"]
    assert both.split(" ") == [signing.headers([one], "msg_1", 7, b"{}")["webhook-signature"] for one in secrets]


def test_a_secret_is_as_long_as_the_specification_wants() -> None:
    secret = signing.new_secret()
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64
    assert secret != signing.new_secret()
