"""A file may have any name: what a command prints neither steers a terminal nor commands a workflow of GitHub."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.commands import shortlist_here
from tests.tiny import FIRST, TinySite, not_on_windows, page

pytestmark = not_on_windows("no file has such a name")

NAMES = ["a\x1b[31m", "a\n::error title=x::y", "a\r\n::warning::", "\x9b31m", "a\u202eb", "a\x07", "a\u2028::error::b", "a\x00".replace("\x00", "\x7f")]
COMMANDS = (
    ["check"],
    ["check", "--format", "github"],
    ["check", "--fix"],
    ["fmt", "--check"],
    ["fmt"],
    ["list", "papers"],
    ["list", "issues"],
    ["publish", "2021-04"],
    ["mv", "2021-04/first", "2021-04/other"],
    ["remove", "2021-04/second"],
)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_no_name_of_a_file_reaches_a_terminal(tmp_path: Path, name: str) -> None:
    site = TinySite(tmp_path)
    site.write(f"docs/2021-04/{name}.md", page(FIRST, "See [x](none.md).").replace("tags: [NLP]", "tags:   [ NLP ]"))
    site.write(f"docs/2021-04/{name}.svg", "<svg")
    site.write(f"docs/{name}/index.md", "---\ntitle: [\n---\n\nText.\n")
    site.write(f"docs/2021-04/first-{name}.bin", "x")
    (site.root / f"docs/2021-04/link{name}").symlink_to("x")
    site.write(f"{name}.bib", "@misc{a b, title = {\n")
    for command in (*COMMANDS, ["add", "--cite-only", f"{name}.bib"], ["add", "--cite-only", f"none{name}.bib"]):
        done = shortlist_here(site.root, *command)
        for line in (done.stdout + done.stderr).split("\n"):
            assert line.isprintable(), (command, line)
            own = command[-1] == "github" and line.startswith(("::error file=", "::warning file=", "::notice file="))
            assert own or not line.lstrip().startswith("::"), (command, line)
