"""Draws the album and uploads it."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from campaigns.models import Asset
from publisher.demo import texts
from publisher.demo.album import ALBUM
from publisher.demo.company import Company
from publisher.demo.drawing import draw


def make_pictures(company: Company) -> None:
    """All of the album, uploaded by the brands' reviewers."""
    with ThreadPoolExecutor(2) as pool:
        for sheet, data in zip(ALBUM, pool.map(_drawn, range(len(ALBUM))), strict=True):
            found = company.pictures.setdefault((sheet.brand, sheet.scene), [])
            upload = SimpleUploadedFile(f"{sheet.scene}-{len(found) + 1}.jpg", data, "image/jpeg")
            by = company.people.one(Role.REVIEWER, sheet.brand)
            alt = texts.alt(sheet.scene, "en")
            found.append(
                Asset.upload(by, company.brands[sheet.brand], upload, alt=alt, language="en", tags=[sheet.scene])
            )


def _drawn(number: int) -> bytes:
    sheet, output = ALBUM[number], BytesIO()
    draw(sheet.scene, sheet.look(number)).save(output, "JPEG", quality=95)
    return output.getvalue()
