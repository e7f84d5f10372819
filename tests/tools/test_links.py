"""The weekly check of links, on recorded answers: no test asks a host."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
import responses

from tests.tiny import FIRST, TinySite
from tools.links import BROKEN, MAX_WAIT, UNSURE, Finding, addresses, findings, report

URL = "https://example.org/page"


@pytest.fixture
def web() -> responses.RequestsMock:  # type: ignore[misc]
    with responses.RequestsMock() as web:
        yield web


def asked(web: responses.RequestsMock) -> list[str | None]:
    return [call.request.method for call in web.calls]


def test_what_is_there_is_asked_for_once(web: responses.RequestsMock) -> None:
    web.head(URL, status=200)
    assert findings([URL], pause=pytest.fail) == []
    assert asked(web) == ["HEAD"]
    assert "shortlist" in web.calls[0].request.headers["User-Agent"]


def test_a_host_that_refuses_head_is_asked_again_with_get(web: responses.RequestsMock) -> None:
    web.head(URL, status=405)
    web.get(URL, body="long" * 1000)
    assert findings([URL], pause=pytest.fail) == []


@pytest.mark.parametrize(
    ("status", "kind"), [(404, BROKEN), (410, BROKEN), (401, UNSURE), (403, UNSURE), (418, UNSURE), (451, UNSURE), (999, UNSURE)]
)
def test_only_what_is_gone_is_broken(web: responses.RequestsMock, status: int, kind: str) -> None:
    for method in ("HEAD", "GET"):
        web.add(method, URL, status=status)
    waits: list[float] = []
    assert findings([URL], pause=waits.append) == [Finding(URL, kind, f"status {status}")]


def test_a_busy_host_is_given_the_time_it_asks_for(web: responses.RequestsMock) -> None:
    waits: list[float] = []
    web.head(URL, status=429, headers={"Retry-After": "60"})
    web.head(URL, status=200)
    assert findings([URL], pause=waits.append) == []
    assert waits == [60.0]


@pytest.mark.parametrize("asks", [f"{MAX_WAIT + 1:.0f}", "99999999", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_host_that_asks_for_hours_is_left_alone(web: responses.RequestsMock, asks: str) -> None:
    web.head(URL, status=429, headers={"Retry-After": asks})
    assert findings([URL], pause=pytest.fail) == [Finding(URL, UNSURE, "status 429")]


@pytest.mark.parametrize("asks", ["soon", "", "-5"])
def test_a_header_that_says_nothing_is_no_fault(web: responses.RequestsMock, asks: str) -> None:
    web.head(URL, status=429, headers={"Retry-After": asks})
    web.head(URL, status=200)
    assert findings([URL], pause=lambda _: None) == []


def test_a_host_out_of_order_is_asked_three_times_and_not_called_broken(web: responses.RequestsMock) -> None:
    for method in ("HEAD", "GET"):
        web.add(method, URL, status=503)
    waits: list[float] = []
    assert findings([URL], pause=waits.append) == [Finding(URL, UNSURE, "status 503")]
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (requests.TooManyRedirects(), BROKEN, "it redirects without end"),
        (requests.exceptions.SSLError(), BROKEN, "its certificate is not valid"),
        (requests.ConnectionError("NameResolutionError: x"), BROKEN, "its host has no address"),
        (requests.ConnectionError("refused"), UNSURE, "no answer (ConnectionError)"),
        (requests.ReadTimeout(), UNSURE, "no answer (ReadTimeout)"),
        (requests.exceptions.InvalidURL(), UNSURE, "no answer (InvalidURL)"),
    ],
)
def test_no_answer_is_said_in_words(web: responses.RequestsMock, error: Exception, kind: str, reason: str) -> None:
    web.head(URL, body=error)
    assert findings([URL], pause=lambda _: None) == [Finding(URL, kind, reason)]


def test_a_doi_is_looked_up_and_not_followed(web: responses.RequestsMock) -> None:
    web.head("https://doi.org/10.1000/there", status=302, headers={"Location": "https://publisher.example/"})
    for method in ("HEAD", "GET"):
        web.add(method, "https://doi.org/10.1000/gone", status=404)
    urls = ["https://doi.org/10.1000/there", "https://doi.org/10.1000/gone"]
    assert findings(urls, pause=lambda _: None) == [Finding(urls[1], BROKEN, "status 404")]


def test_other_redirects_are_followed(web: responses.RequestsMock) -> None:
    web.head(URL, status=301, headers={"Location": "https://example.net/new"})
    for method in ("HEAD", "GET"):
        web.add(method, "https://example.net/new", status=404)
    web.get(URL, status=301, headers={"Location": "https://example.net/new"})
    assert findings([URL], pause=lambda _: None) == [Finding(URL, BROKEN, "status 404")]


def test_between_two_questions_to_a_host_there_is_a_pause_longer_for_arxiv(web: responses.RequestsMock) -> None:
    urls = [f"https://{host}/{number}" for host in ("example.org", "arxiv.org") for number in range(3)]
    for url in urls:
        web.head(url)
    waits: list[float] = []
    assert findings(urls, pause=waits.append) == []
    assert sorted(waits) == [1.0, 1.0, 3.0, 3.0]


def test_when_the_time_is_over_what_is_left_is_named(web: responses.RequestsMock) -> None:
    assert findings([URL], pause=pytest.fail, seconds=-1) == [Finding(URL, UNSURE, "not asked, the time was over")]


def test_all_that_a_reader_can_follow_is_asked_for_once_with_its_place(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    since = [{"date": "2021-05-01", "text": "More.", "link": "https://example.org/since"}]
    links = {"code": "https://example.org/code"}
    text = "See [a](https://example.org/text#part), [b](https://example.org/text) and [c](second.md), <mailto:a@example.org>."
    site.summary("first", FIRST | {"links": links, "since": since}, text)
    event = {"title": "Talk", "start": "2021-04-09", "url": "https://example.org/event"}
    site.issue(event=event)
    assert site.problems() == []
    found = addresses(site.library())
    assert set(found) == {
        "https://example.org/text",
        "https://example.org/code",
        "https://example.org/since",
        "https://example.org/event",
        "https://doi.org/10.1000/first",
        "https://arxiv.org/abs/2101.00001",
    }
    assert str(found["https://doi.org/10.1000/first"]).startswith("bib/references.bib:1:")
    assert str(found["https://example.org/code"]).startswith("docs/2021-04/first.md:")


def test_the_report_names_the_place_and_the_broken_first() -> None:
    from shortlist.problems import Place

    places = {"https://a.example/": Place("docs/a.md", 3, 4), "https://b.example/\x1b": Place("docs/b.md", 5, 6)}
    text = report(places, [Finding("https://a.example/", UNSURE, "status 403"), Finding("https://b.example/\x1b", BROKEN, "status 404")])
    assert "2 asked, 2 of them not well" in text
    assert text.index("- `docs/b.md:5:6` https://b.example/\\x1b status 404") < text.index("- `docs/a.md:3:4` https://a.example/ status 403")
    assert "Broken" not in report(places, [])
