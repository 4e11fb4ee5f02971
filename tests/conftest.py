"""Every test session has a PostgreSQL and a Redis of its own, started when the first test asks for them."""

import atexit
import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import pytest

from rig import browser, fleeting
from rig.services import Services


def begin() -> Services:
    """The controller begins a session and its xdist workers join it. Django has not read its settings yet."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        session = ExitStack()
        atexit.register(session.close)
        given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ}
        folder = session.enter_context(fleeting.folder())
        os.environ["MARQUEE_TEST_SESSION"] = json.dumps({"folder": str(folder), "given": given})
    session = json.loads(os.environ["MARQUEE_TEST_SESSION"])
    folder = Path(session["folder"])
    services = Services(folder, durable=False, given=session["given"])
    os.environ.update(
        services.environment, MARQUEE_MEDIA=str(folder / "media"), MARQUEE_MAIL_FOLDER=str(folder / "mail")
    )
    if services.redis:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        os.environ["REDIS_URL"] = services.redis.database(int(worker))
    return services


os.environ["MARQUEE_ENV"] = "development"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")
SERVICES = begin()
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let workers read the settings no sooner than they have their own address of Redis."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


def sees_pages(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last: Playwright leaves an event loop running, beside which no other starts. The
    longest come first, so that none is left to run alone."""
    items.sort(key=lambda item: (sees_pages(item), "test_machine" not in item.nodeid))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Django takes that loop for a mistake of ours."""
    if sees_pages(item):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"


@pytest.fixture(scope="session")
def services() -> Services:
    """The running PostgreSQL and Redis. Every test with a database has them."""
    SERVICES.start()
    return SERVICES


@pytest.fixture(scope="session")
def django_db_modify_db_settings(services, django_db_modify_db_settings_parallel_suffix) -> None:
    """The moment before pytest-django first connects."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | browser.launch_arguments()


@pytest.fixture
def answered(transactional_db) -> Iterator[None]:
    """What a window has asked for is answered before the database is emptied: TRUNCATE and a request that is under way
    can wait for each other, and then one of them is refused."""
    yield
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(10)


@pytest.fixture
def new_context(answered, new_context):
    """Windows close before anything waits for what they asked."""
    return new_context
