"""The theme's stylesheet and the site's own, put into one; and its scripts."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shortlist.reading.colors import read_colors
from tests.site.conftest import Build
from tests.tiny import ROOT, TinySite

Run = Callable[..., Build]


@pytest.fixture
def site(site: TinySite) -> TinySite:
    """With a theme of its own, where stylesheets lie: docs/ holds none."""
    shutil.copytree(ROOT / "overrides", site.root / "theme")
    site.replace("mkdocs.yml", (ROOT / "overrides").as_posix(), (site.root / "theme").as_posix())
    return site


def styles(site: TinySite, run: Run, *paths: str, command: str = "build") -> tuple[Build, list[str]]:
    """The built site, and the addresses of the stylesheets that its home page asks for."""
    settings = site.read("mkdocs.yml").partition("extra_css:")[0]
    site.write("mkdocs.yml", f"{settings}extra_css: [{', '.join(paths)}]\n")
    built = run(command=command)
    assert not built.failed, built.log
    return built, built.page("index.html").xpath("//link[@rel='stylesheet']/@href")


def test_they_are_one_file_in_their_order(site: TinySite, run: Run) -> None:
    site.write("theme/b.css", "/* Two\nlines. */\n\na {\n  color: red;\n}\n")
    site.write("theme/a.css", "@media print {\n\n  b { content: 'x  y'; }\n}\n")
    built, (address,) = styles(site, run, "b.css", "a.css")
    text = (built.site / address).read_text(encoding="utf-8")
    assert text.endswith("}a{color: red}@media print{b { content: 'x  y'; }}\n")
    assert text.startswith('@charset "UTF-8";')
    assert not (built.site / "a.css").exists()
    assert not list(built.site.rglob("main.*"))


def test_its_name_changes_with_its_content_alone(site: TinySite, run: Run) -> None:
    site.write("theme/a.css", "a { color: red }")
    (first,) = styles(site, run, "a.css")[1]
    (again,) = styles(site, run, "a.css")[1]
    site.write("theme/a.css", "a { color: blue }")
    (changed,) = styles(site, run, "a.css")[1]
    assert first == again != changed


def test_addresses_stay_and_there_need_be_none(site: TinySite, run: Run) -> None:
    site.write("theme/a.css", "a { color: red }")
    assert styles(site, run, "https://example.org/x.css", "a.css")[1][1:] == ["https://example.org/x.css"]
    assert len(styles(site, run)[1]) == 1


def test_the_theme_s_is_cut_to_what_pages_templates_and_scripts_use(site: TinySite, run: Run) -> None:
    site.write("theme/a.css", "a { color: red }")
    built, (address,) = styles(site, run, "a.css")
    before = (built.site / address).read_text(encoding="utf-8")
    assert ".admonition" not in before
    assert ".md-banner" not in before
    assert ".md-typeset" in before
    site.write("docs/2021-04/first.md", site.read("docs/2021-04/first.md") + "\n!!! note\n\n    Text.\n")
    site.write("theme/x.js", "document.body.classList.add('md-banner')")
    built, (address,) = styles(site, run, "a.css")
    assert {name for name in (".admonition", ".md-banner") if name in (built.site / address).read_text(encoding="utf-8")} == {".admonition", ".md-banner"}


def test_a_preview_has_the_theme_s_whole(site: TinySite, run: Run) -> None:
    site.write("theme/a.css", "a { color: red }")
    built, (theme, own) = styles(site, run, "a.css", command="serve")
    assert len((built.site / theme).read_bytes()) > 100_000
    assert (built.site / own).read_text(encoding="utf-8").endswith("}a { color: red }\n")


def test_features_of_the_theme_s_script_are_refused(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "  font: false", "  font: false\n  features: [content.code.copy]")
    built = run()
    assert built.failed
    assert "'content.code.copy' under 'theme.features', which needs the theme's script" in str(built.log)


def test_a_color_that_cards_cannot_read_is_named(site: TinySite, run: Run) -> None:
    accent, _ = read_colors(site.read("theme/assets/tokens.css"))["accent"]
    site.replace("theme/assets/tokens.css", f"--sl-accent: light-dark({accent}, ", "--sl-accent: light-dark(maroon, ")
    built = run()
    assert built.failed
    assert "assets/tokens.css has no '--sl-accent: light-dark(#rrggbb, #rrggbb)'" in str(built.log)


def test_a_theme_without_these_colors_builds(site: TinySite, run: Run) -> None:
    (site.root / "theme/assets/tokens.css").unlink()
    site.replace("mkdocs.yml", "cards: false", "cards: true")
    built = run()
    assert (built.failed, (built.site / "card.png").is_file()) == (False, True)


def test_they_weigh_little(sample_dir: Path) -> None:
    (sheet,) = sample_dir.glob("assets/shortlist.*.css")
    assert len(gzip.compress(sheet.read_bytes())) <= 14_000


SCRIPT = """/* What it does,
 * and why. */
{
  // A line.
  const url = "https://example.org//x" // At the end.
  const text = `a // b` + '/* c */'

  /* One more. */
  go(url, text) // The "end".
}
"""


def test_scripts_lose_comments_and_indentation_and_nothing_else(site: TinySite, run: Run) -> None:
    site.write("theme/assets/own.js", SCRIPT)
    assert (run().site / "assets/own.js").read_text(encoding="utf-8") == (
        '{\nconst url = "https://example.org//x"\nconst text = `a // b` + \'/* c */\'\ngo(url, text) // The "end".\n}\n'
    )
