"""The schemas in `schemas/` say what the readers of `data/*.yml` say, as far as a schema can.

What their regular expressions mean to JavaScript, in which editors run them, is asked of the Node that Playwright brings.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import playwright
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from shortlist.problems import Problem
from shortlist.reading.data import read_people, read_redirects, read_tags, read_terms, read_venues
from shortlist.reading.source import Source
from shortlist.text import HIDDEN
from tests.tiny import ROOT, TinySite

READERS = {"tags": read_tags, "redirects": read_redirects, "people": read_people, "terms": read_terms, "venues": read_venues}
SCHEMAS = {name: json.loads((ROOT / f"schemas/{name}.json").read_text(encoding="utf-8")) for name in READERS}


def is_valid(name: str, text: str) -> bool:
    return Draft7Validator(SCHEMAS[name]).is_valid(yaml.safe_load(text))


def problems(name: str, text: str) -> list[Problem]:
    return READERS[name](Source(f"data/{name}.yml", text))[1]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_takes_the_real_file_and_its_examples(name: str) -> None:
    schema = SCHEMAS[name]
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["title"]
    assert schema["description"]
    path = ROOT / f"data/{name}.yml"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert yaml.safe_load(text) is None or is_valid(name, text), "a file may hold comments alone"
    assert schema["examples"]
    assert all(is_valid(name, json.dumps(example)) for example in schema["examples"])


LINES = st.text("ab 9.!?:/#[]@*_`$()\\\"'-~é\u200b", max_size=20).map(str.strip)
PATHS = st.text("ab/.~ é", max_size=12)


@settings(deadline=None)
@given(old=PATHS, new=PATHS)
def test_redirects_are_refused_alike(old: str, new: str) -> None:
    for line in (f"{json.dumps(old)}: a/\n", f"a/: {json.dumps(new)}\n"):
        assert is_valid("redirects", line) == (not problems("redirects", line)), line


@settings(deadline=None)
@given(name=LINES, meaning=LINES)
def test_vocabularies_are_refused_alike(name: str, meaning: str) -> None:
    for line in (f"A:\n  {json.dumps(name)}: Text.\n", f"A:\n  B: {json.dumps(meaning)}\n"):
        # A character that is neither letter nor digit and not ASCII passes for a letter.
        # What no file may hold in any way is not for a schema to say.
        is_odd = not name.isascii() or HIDDEN.search(meaning)
        assert is_valid("tags", line) == (not problems("tags", line)) or is_odd, line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("tags", "- NLP"), ("tags", "A: {}"), ("tags", "A:\n  B:"), ("tags", "A: text")),
        *(("redirects", "- a/"), ("redirects", "a/: [b/]")),
        *(("people", "- Ada"), ("people", "authors: [Ada]"), ("people", "authors:\n  Ada: Ad"), ("people", "editors: {}")),
        *(("people", "writers: {ada: Ada}"), ("people", "writers: {ada: {}}"), ("people", "writers: {Ada: {name: Ada}}")),
        *(("people", "writers: {ada: {name: Ada, url: ada}}"), ("people", "writers: {ada: {name: 7}}")),
        *(("venues", "- ICML"), ("venues", "series: [ICML]"), ("venues", "series: {A: {Vision: 7}}"), ("venues", "A: {}")),
        *(("venues", "series: {A: {}}"), ("venues", "series: {A: [Vision]}")),
        ("venues", "series: {AAAAAAAAAAAAAAAAAAAAAAAAA: {Vision: Vision}}"),
    ],
)
def test_what_has_another_shape_is_refused_by_both(name: str, text: str) -> None:
    assert not is_valid(name, text)
    assert problems(name, text)


# JavaScript


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from [schema["pattern"]] if isinstance(schema.get("pattern"), str) else []
        yield from schema.get("patternProperties", {})
        for value in schema.values():
            yield from patterns(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from patterns(value)


def test_javascript_reads_the_patterns_as_python_does() -> None:
    found = sorted({pattern for schema in SCHEMAS.values() for pattern in patterns(schema)})
    assert len(found) == 8
    texts = [
        *("", " ", "a", "A sentence.", "Two\nlines.", "A.\n", "A [@key].", "a_b_c.", "https://example.org/a", "javascript:a"),
        *("//a", "a b", "a?b", "a-b", "A", "a/", "a/b.html", "a/index.html", "./", "a//", "é", "Ж", "日本", "–", "NLP", "a]b"),
    ]  # fmt: skip
    node = Path(playwright.__file__).parent / "driver" / "node"
    script = "const [p,t]=JSON.parse(require('fs').readFileSync(0));console.log(JSON.stringify(p.map(p=>t.map(t=>new RegExp(p,'u').test(t)))))"
    done = subprocess.run([node, "-e", script], input=json.dumps([found, texts]), capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    # Python's `$` is true before a last line feed too.
    in_python = [re.compile(re.sub(r"\$$", r"\\Z", pattern)) for pattern in found]
    assert json.loads(done.stdout) == [[pattern.search(text) is not None for text in texts] for pattern in in_python]


# In editors


def test_a_line_for_the_language_server_changes_nothing(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    site.write("data/redirects.yml", "a/: 2021-04/first/\n")
    before = site.library()
    for name in ("tags", "redirects"):
        site.write(f"data/{name}.yml", f"# yaml-language-server: $schema=../schemas/{name}.json\n" + site.read(f"data/{name}.yml"))
    after = site.library()
    assert [(tag.name, tag.group, tag.meaning) for tag in after.tags.values()] == [
        (tag.name, tag.group, tag.meaning) for tag in before.tags.values()
    ]
    assert {old: redirect.new for old, redirect in after.redirects.items()} == {"a/": "2021-04/first/"}
