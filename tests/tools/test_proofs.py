"""The proofs that the site does not hang on one generator. They themselves are too slow for here; what they stand on is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import material
import pytest
import yaml

from shortlist.reading.settings import settings_of
from tests.tiny import ROOT
from tools.proofs import PROOFS, copy, differences, main, pins, settled, shown

EXIT = ROOT / "tests/exit"


class Settings(yaml.SafeLoader):
    """Keeps `!ENV` and other tags as what stands after them."""


Settings.add_multi_constructor("!", lambda loader, tag, node: (tag, yaml.serialize(node)))


def plugins(path: Path) -> dict[str, Any]:
    items = yaml.load(path.read_text(encoding="utf-8"), Settings)["plugins"]
    return {name: options for item in items for name, options in (item.items() if isinstance(item, dict) else ((item, {}),))}


def test_the_exit_has_the_plugin_options_of_the_site_and_names_the_bibliography_itself() -> None:
    stock, exit = plugins(ROOT / "mkdocs.yml"), plugins(EXIT / "mkdocs.yml")
    assert exit == {"shortlist": {"bib_file": stock["bibtex"]["bib_file"], **stock["shortlist"]}}


def test_the_engine_reads_the_same_settings_at_the_exit(tmp_path: Path) -> None:
    stock, exit = copy(tmp_path / "stock"), copy(tmp_path / "exit", is_exit=True)
    (settings, problems), (other, others) = settings_of(stock), settings_of(exit)
    assert (problems, others) == ([], [])
    for snippets in (settings.extension_configs, other.extension_configs):
        assert snippets["pymdownx.snippets"].pop("base_path")  # type: ignore[attr-defined]
    assert other == settings


def test_the_exit_has_the_files_of_the_theme_that_is_installed() -> None:
    """After an update of Material: copy the files that this names anew."""
    theme = EXIT / "theme"
    files = {path.relative_to(theme).as_posix(): path.read_bytes() for path in theme.rglob("*") if path.is_file()}
    templates = Path(material.__file__).parent / "templates"
    assert len(files) == 1
    assert [path for path, content in files.items() if (templates / path).read_bytes() != content] == []


@pytest.mark.parametrize("proof", PROOFS.values(), ids=PROOFS)
def test_what_a_proof_leaves_out_is_a_pin(proof: Any) -> None:
    assert len(pins(set())) - len(pins(proof.without)) == len(proof.without)


def test_a_page_of_an_issue_that_shows_less_makes_a_difference() -> None:
    """Pages that Zensical does not make, and those that are none of an issue, do not count."""
    page = b'<a id="cite-1-a"></a><math></math><li id="ref-a"></li>'
    ours = {"2021-04/glm/index.html": page, "2021-04/all/index.html": page, "about/index.html": page}
    assert differences(shown(ours), shown({"2021-04/glm/index.html": b"<p>Words.</p>" + page})) == []
    assert differences(shown(ours), shown({"2021-04/glm/index.html": page.replace(b"<math></math>", b"$x$")})) == ["2021-04/glm/index.html"]


def test_a_byte_and_a_file_make_a_difference() -> None:
    assert differences({"a": b"1", "b": b"2", "c": b"3"}, {"a": b"1", "b": b"22", "d": b"4"}) == ["b", "c", "d"]


def test_a_release_of_the_theme_alone_makes_none() -> None:
    old = {"assets/stylesheets/main.01234567.min.css": b"a", "index.html": b"<link href=assets/stylesheets/main.01234567.min.css>"}
    new = {"assets/stylesheets/main.89abcdef.min.css": b"b", "index.html": b"<link href=assets/stylesheets/main.89abcdef.min.css>"}
    assert differences(old, new) != []
    assert differences(settled(old), settled(new)) == []
    assert differences(settled(old), settled(new | {"index.html": new["index.html"] + b" "})) == ["index.html"]


def test_an_unknown_proof_is_refused_before_anything_is_installed() -> None:
    with pytest.raises(SystemExit, match="'hugo' is not a proof; expected one of properdocs, mkdocs-ng, exit, zensical, newest"):
        main(["hugo"])
