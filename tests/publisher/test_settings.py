"""In production nothing unsafe or missing is let through, and every fault is named at once."""

import os
import subprocess
import sys
from pathlib import Path

from publisher.environment import Environment

ROOT = Path(__file__).resolve().parent.parent.parent
SAFE = {
    "MARQUEE_SECRET_KEY": "k" * 60,
    "MARQUEE_CREDENTIAL_KEYS": "Zm9yIHRoaXMgdGVzdCBvbmx5LCB0aGlydHktdHdvIGI=",
    "MARQUEE_HOSTS": "marquee.example",
    "DATABASE_URL": "postgres://marquee@127.0.0.1:1/marquee",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "MARQUEE_ADDRESS": "https://marquee.example",
    "MARQUEE_SMTP_HOST": "mail.marquee.example",
}


def start(then: str = "from publisher import settings; print('started')", /, **variables: str) -> str:
    """What Django says when it reads the settings with just these variables, and what is told then."""
    environment = {"PATH": os.environ["PATH"], **variables}
    command = [sys.executable, "-c", then]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return result.stdout + result.stderr


def test_production_starts_with_all_that_it_needs() -> None:
    assert start(**SAFE).strip() == "started"


def test_production_is_what_is_meant_when_nothing_is_said_and_all_that_is_missing_is_named() -> None:
    said = start()
    assert "Marquee cannot start" in said
    for name in SAFE:
        assert f"{name} is missing" in said


def test_what_documents_leave_open_is_set() -> None:
    told = "instagram:hashtags:30, linkedin:image_bytes:8000000"
    limits = Environment({"MARQUEE_ENV": "development", "MARQUEE_LIMITS": told}).limits("MARQUEE_LIMITS")
    assert limits == {"instagram": {"hashtags": 30}, "linkedin": {"image_bytes": 8_000_000}}
    for word in ("instagram:hashtags", "orkut:hashtags:30", "instagram:hashtags:many"):
        environment = Environment({"MARQUEE_ENV": "development", "MARQUEE_LIMITS": word})
        assert environment.limits("MARQUEE_LIMITS") == {}
        assert word in environment.problems[0]


def test_unsafe_values_are_named() -> None:
    said = start(**SAFE | {"MARQUEE_HOSTS": "*", "MARQUEE_SECRET_KEY": "short", "MARQUEE_LEASE_SECONDS": "10"})
    assert "MARQUEE_HOSTS is “*”" in said
    assert "MARQUEE_SECRET_KEY is too short" in said
    assert "MARQUEE_LEASE_SECONDS must exceed" in said


def test_the_development_key_does_not_protect_production() -> None:
    known = start(MARQUEE_ENV="development", **{k: v for k, v in SAFE.items() if "KEY" not in k})
    assert known.strip() == "started"
    said = start(**SAFE | {"MARQUEE_CREDENTIAL_KEYS": "bWFycXVlZS1kZXZlbG9wbWVudC1vbmx5LWtleS0zMmI="})
    assert "development key, which everybody knows" in said


def test_a_key_that_is_none_is_named() -> None:
    said = start(**SAFE | {"MARQUEE_CREDENTIAL_KEYS": f"{SAFE['MARQUEE_CREDENTIAL_KEYS']},rubbish"})
    assert "Key 2 of MARQUEE_CREDENTIAL_KEYS is not a Fernet key" in said


def test_pages_reach_the_process_that_rings_them_wherever_it_is() -> None:
    told = "from publisher import settings; print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['connect-src'])"
    for address, sources in (
        ("", ["'self'"]),
        ("/live", ["'self'"]),
        ("https://live.marquee.example/live", ["'self'", "https://live.marquee.example"]),
    ):
        assert start(told, **SAFE, MARQUEE_LIVE=address).strip() == str(sources)


def test_another_database_is_refused() -> None:
    assert "must name a PostgreSQL database" in start(**SAFE | {"DATABASE_URL": "sqlite:///x.db"})


def test_a_number_that_is_none_is_named() -> None:
    assert "MARQUEE_WINDOW_MINUTES is “soon”" in start(**SAFE | {"MARQUEE_WINDOW_MINUTES": "soon"})
