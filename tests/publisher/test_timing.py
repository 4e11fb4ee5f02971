"""What an answer cost the server stands in its headers, for whoever measures, and never in production."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from publisher.timing import TimingMiddleware
from tests.publisher.test_settings import ROOT, SAFE


def asking(times: int) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            for _ in range(times):
                cursor.execute("SELECT pg_sleep(0.005)")
        return HttpResponse()

    return view


@pytest.mark.django_db
@pytest.mark.parametrize("times", [0, 3])
def test_an_answer_says_how_long_it_took_and_how_many_queries(times: int) -> None:
    answer = TimingMiddleware(asking(times))(RequestFactory().get("/"))
    total, queries = answer.headers["Server-Timing"].split(", ")
    assert queries == f"queries;desc={times}"
    assert float(total.removeprefix("total;dur=")) >= 5 * times


def test_what_the_house_asks_before_the_page_is_counted_too(client: Client, ana: User) -> None:
    client.force_login(ana)
    said = client.get("/profile").headers["Server-Timing"]
    assert int(said.rpartition("=")[2]) >= 2  # the session and the person


@pytest.mark.parametrize(("variables", "timed"), [(SAFE, False), (SAFE | {"MARQUEE_ENV": "development"}, True)])
def test_production_keeps_it_to_itself(variables: dict[str, str], timed: bool) -> None:
    command = [sys.executable, "-c", "from publisher import settings; print(settings.MIDDLEWARE)"]
    environment = {"PATH": os.environ["PATH"], **variables}
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert ("TimingMiddleware" in said) is timed
