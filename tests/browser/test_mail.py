"""The mail edition as a mail program with a browser's engine shows it, on a small phone and on a desktop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from shortlist.authoring.export import read_edition
from tests.browser.test_accessibility import violations
from tests.conftest import SAMPLE


@pytest.fixture(scope="module")
def mail() -> str:
    return read_edition(SAMPLE, "2021-04", is_full=False).html().text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_in_both_schemes_on_any_width(open_page: Callable[..., Page], mail: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": 320, "height": 640})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for width in (320, 700):
        page.set_viewport_size({"width": width, "height": 640})
        page.set_content(mail)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert requests == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(251, 249, 244)", "dark": "rgb(22, 26, 31)"}[scheme]


def test_without_styles_in_the_head_tables_still_fit(open_page: Callable[..., Page], mail: str) -> None:
    """Some mail programs drop them, and with them what lets a wide table scroll."""
    page = open_page(viewport={"width": 320, "height": 640})
    page.set_content(mail.partition("<style>")[0] + mail.partition("</style>")[2])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
