"""The content security policy stands in all pages, those of the preview too."""

from __future__ import annotations

from collections.abc import Callable

from tests.site.conftest import Build
from tests.tiny import TinySite

Run = Callable[..., Build]


def test_the_preview_has_the_policy_that_readers_get(run: Run) -> None:
    assert has_policy(run())
    assert has_policy(run(command="serve"))
    assert has_policy(run())  # Nothing is left of the preview.


def has_policy(built: Build) -> bool:
    return bool(built.page("2021-04/first/").xpath("//meta[@http-equiv='Content-Security-Policy']"))


def test_cells_of_tables_say_how_they_are_aligned_without_a_style(site: TinySite, run: Run) -> None:
    site.replace("docs/2021-04/first.md", "## Key insights", "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n\n## Key insights")
    page = run().page("2021-04/first/")
    assert [cell.get("class") for cell in page.iter("td")] == ["sl-left", "sl-center", "sl-right"]
    assert not [element for element in page.iter("*") if element.get("style")]
