"""The table of problems in CONTRIBUTING.md is made from the code and from what the tests' faulty sites really print."""

from __future__ import annotations

import os
import re
from pathlib import Path

from shortlist.checks import RULES
from shortlist.reading.header import IssueHeader, SummaryHeader
from tests.rules.test_bad_input import CASES
from tests.tiny import ROOT, TinySite

PAGE = ROOT / "CONTRIBUTING.md"
TABLE = re.compile(r"(?<=-->\n\n)\| code .*?(?=\n\n)|(?<=-->)(?=\n\n## Work)", re.DOTALL)


def examples(folder: Path) -> dict[str, str]:
    """Code → one line as the command prints it."""
    found: dict[str, str] = {}
    for number, (_, break_it, expected) in enumerate(CASES):
        if not any(code not in found and code in " ".join(expected) for code in RULES):
            continue
        site = TinySite(folder / str(number))
        break_it(site)
        for line in site.problems():
            found.setdefault(re.search(r": ([A-Z]\d{3}) ", line)[1], line)
    return found


def test_contributing_lists_every_rule_with_an_example(tmp_path: Path) -> None:
    found = examples(tmp_path)
    rows = [f"| {code} | {rule} | {_as_code(found[code])} |" for code, rule in RULES.items()]
    table = "\n".join(["| code | rule | example |", "|---|---|---|", *rows])
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("RENEW"):
        text = TABLE.sub(lambda _: table if "| code " in text else f"\n\n{table}", text, count=1)
        PAGE.write_text(text, encoding="utf-8")
    assert table in text, 'CONTRIBUTING.md is out of date; renew it with RENEW=1 make test ARGS="-k contributing"'


def test_contributing_names_every_field() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in (*SummaryHeader.model_fields, *IssueHeader.model_fields):
        assert f"| `{name}` |" in text


def _as_code(line: str) -> str:
    shown = line if len(line) <= 200 else f"{line[:199]}…"
    return f"`` {shown} ``".replace("|", "\\|")
