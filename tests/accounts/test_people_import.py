"""People out of a CSV: every row is shown with what is wrong before anybody is invited."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Brand, Letter, Market, Role, User
from tests.cast import person

HEAD = "Name,E-mail,Role,Brand,Market"
GOOD = f"""{HEAD}
Iris,iris@aurora.example,Market lead,Aurora,ES
Jan,jan@aurora.example,community_manager,aurora,Spain

Iris,iris@aurora.example,legal,Aurora,Spain
"""


@pytest.fixture
def as_sara(client: Client, aurora: Brand, spain: Market) -> Client:
    client.force_login(person("Sara", Role.ADMINISTRATOR, aurora, spain))
    return client


def look(client: Client, text: str | bytes) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return client.post("/people/import", {"file": SimpleUploadedFile("people.csv", data, "text/csv")})


def told(answer: Any) -> list[tuple[int, list[str]]]:
    return [(row.number, row.faults) for row in answer.context["form"].rows]


def test_looking_invites_nobody_and_taking_all_invites_everybody(as_sara: Client) -> None:
    answer = look(as_sara, GOOD)
    assert told(answer) == [(2, []), (3, []), (5, [])]
    assert "Take all 3" in answer.content.decode()
    assert User.objects.count() == 1
    as_sara.post("/people/import", {"text": GOOD, "take": "all"})
    roles = {user.name: sorted(user.memberships.values_list("role", flat=True)) for user in User.objects.all()}
    assert roles == {"Sara": ["administrator"], "Iris": ["legal", "market_lead"], "Jan": ["community_manager"]}
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",x@aurora.example,legal,aurora,ES", "The name is missing."),
        ("X,x at aurora,legal,aurora,ES", "“x at aurora” is not an e-mail address."),
        ("X,x@aurora.example,emperor,aurora,ES", "“emperor” is not a role."),
        ("X,x@aurora.example,API client,aurora,ES", "“API client” is not a role."),
        ("X,x@aurora.example,legal,borealis,ES", "There is no brand “borealis”, or your role does not reach it."),
        ("X,x@aurora.example,legal,aurora,FR", "There is no market “FR”, or your role does not reach it."),
        ("X,x@aurora.example,legal,aurora,", "Your role does not reach that far."),
        ("X,bruno@aurora.example,legal,aurora,ES", "This person was deactivated here."),
        ("Iris,iris@aurora.example,Market lead,aurora,ES", "The same stands in a row above."),
    ],
)
def test_faults_come_first_and_all_is_then_not_to_be_had(
    row: str, fault: str, as_sara: Client, bruno: User, france: Market
) -> None:
    Brand.objects.create(name="Borealis", slug="borealis")
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    text = GOOD + row
    answer = look(as_sara, text)
    (number, (sentence,)), *others = told(answer)
    assert number == 6
    assert sentence.startswith(fault)
    assert [faults for _, faults in others] == [[], [], []]
    assert as_sara.post("/people/import", {"text": text, "take": "all"}).status_code == 422
    assert not Letter.objects.exists()
    as_sara.post("/people/import", {"text": text, "take": "good"})
    assert Letter.objects.count() == 2


def test_who_is_here_already_is_told_apart(as_sara: Client, ana: User) -> None:
    rows = "Ana,ANA@aurora.example,community manager,aurora,ES\nAna,ana@aurora.example,legal,aurora,ES"
    answer = look(as_sara, f"{HEAD}\n{rows}")
    notes = [row.note for row in answer.context["form"].rows]
    assert notes == ["Has this role already.", "Is here already; gets the role."]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_spreadsheets_of_other_countries_are_read(separator: str, as_sara: Client) -> None:
    text = GOOD.replace(",", separator).encode("utf-8-sig")
    assert told(look(as_sara, text)) == [(2, []), (3, []), (5, [])]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Choose a CSV file."),
        ("Name,Role\nIris,legal", "Missing: email."),
        ("Iñés".encode("latin-1"), "Save it as “CSV UTF-8”"),
        (GOOD.encode("utf-16-le"), "Save it as “CSV UTF-8”"),
        (HEAD + "\nX,x@aurora.example,legal,aurora,ES" * 1001, "at most 1,000 are taken at once"),
        (f'{HEAD}\n"{"x" * 200_000}"', "cannot be read as CSV"),
        (b"x" * 600_000, "too large"),
    ],
)
def test_a_file_that_is_none_is_told_so(text: str | bytes, sentence: str, as_sara: Client) -> None:
    answer = look(as_sara, text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
