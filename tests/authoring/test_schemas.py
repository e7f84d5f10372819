"""The schemas in `schemas/` say what the readers of headers and data files say, as far as a schema can.

The judge is jsonschema, on data as yaml-language-server has it: YAML 1.2, where dates are text. What the schemas' regular
expressions mean to JavaScript, in which editors run them, is asked of the Node that Playwright brings.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import playwright
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from shortlist.authoring.schemas import schemas
from shortlist.checks import check
from shortlist.model import Tag
from shortlist.reading.data import read_tags
from shortlist.reading.header import IssueHeader, SummaryHeader, read_header
from shortlist.reading.redirects import read_redirects
from shortlist.reading.source import Source
from tests.checks.test_bad_input import CASES
from tests.tiny import ROOT, TinySite

SHAPE = {"F106", "F107", "F108", "F110", "F116", "F132", "F141"}
"""The codes of what is wrong with one value or field; the others are about other files or the YAML itself."""

UNREAD = {"F101", "F102", "F103", "F104", "F105", "F109"}
"""The codes of what is no header at all, or that YAML itself refuses or has no place for in its data."""

BEYOND = {
    "tags with one address": "two keys are compared after folding",
    "redirect in another case": "two keys are compared after folding",
}
"""Rows of the table that no schema can refuse, and why."""


class _Loader(yaml.SafeLoader):
    """YAML 1.2's core schema in what matters here: no timestamps."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str) -> Any:
    return yaml.load(text, _Loader)


def judge(schema: dict[str, Any]) -> Draft7Validator:
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


@cache
def judges(tags: tuple[Tag, ...]) -> dict[str, Draft7Validator]:
    return {name: judge(schema) for name, schema in schemas(tags).items()}


def documents(root: Path) -> Iterator[tuple[str, str, str]]:
    """Path, name of its schema, and YAML of everything that has a schema."""
    for path in sorted((root / "docs").glob("[12]???-??/*.md")):
        match = re.match(r"---\n(.*?)^---$", path.read_text(encoding="utf-8", errors="replace"), re.DOTALL | re.MULTILINE)
        if match:
            yield path.relative_to(root).as_posix(), "issue.json" if path.stem == "index" else "summary.json", match[1]
    for name in ("tags", "redirects"):
        if (root / f"data/{name}.yml").exists():
            yield f"data/{name}.yml", f"{name}.json", (root / f"data/{name}.yml").read_text(encoding="utf-8")


# What is published


def test_the_schemas_are_schemas() -> None:
    for schema in schemas(check(ROOT)[0].tags.values()).values():
        Draft7Validator.check_schema(schema)
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_every_real_header_and_data_file_is_valid() -> None:
    found = judges(tuple(check(ROOT)[0].tags.values()))
    checked = 0
    for path, name, text in documents(ROOT):
        assert [error.message for error in found[name].iter_errors(load(text))] == [], path
        checked += 1
    assert checked > 30


def test_every_field_says_what_it_is_and_shows_it() -> None:
    for name, schema in schemas(check(ROOT)[0].tags.values()).items():
        assert schema["title"]
        assert schema["description"]
        for owner in (schema, *schema.get("definitions", {}).values()):
            assert owner["additionalProperties"] is False or name == "tags.json"
            for field, value in owner.get("properties", {}).items():
                assert value["description"], (name, field)
                for example in value.get("examples", []):
                    alone = judge({**schema, **value, "required": []})
                    assert alone.is_valid(example), (name, field, example)
                assert value.get("examples") or field in ("since", "event"), (name, field)


def test_tags_are_offered_with_their_meanings() -> None:
    tags = check(ROOT)[0].tags
    items = json.loads((ROOT / "schemas/summary.json").read_text(encoding="utf-8"))["properties"]["tags"]["items"]
    assert dict(zip(items["enum"], items["markdownEnumDescriptions"], strict=True)) == {
        name: tag.meaning for name, tag in tags.items()
    }


# What the reader refuses


def test_what_the_reader_refuses_for_its_shape_the_schema_refuses(tmp_path: Path) -> None:
    """And nothing else: an editor that underlines what is right teaches people to look away."""
    wrong, refused_alike = [], set()
    for number, (case, break_it, _) in enumerate(CASES):
        site = TinySite(tmp_path / str(number))
        break_it(site)
        library, found = check(site.root)
        unread = {problem.place.path for problem in found if problem.code in UNREAD}
        refused = {problem.place.path for problem in found if problem.code in SHAPE}
        # Tags come from another file, and a citation in a meaning has a code of its own.
        elsewhere = {problem.place.path for problem in found if problem.code in ("X402", "X403", "C203")}
        validators = judges(tuple(library.tags.values()))
        for path, name, text in documents(site.root):
            if path in unread:
                continue
            taken = validators[name].is_valid(load(text))
            if taken and path in refused and case not in BEYOND:
                wrong.append(f"{case}: the schema takes {path}")
            elif not taken and path not in refused | elsewhere:
                wrong.append(f"{case}: the schema refuses {path}")
            elif not taken and path in refused:
                refused_alike.add(case)
    assert wrong == []
    assert len(refused_alike) > 30
    assert refused_alike.isdisjoint(BEYOND)
    assert BEYOND.keys() <= {case for case, _, _ in CASES}


# Both, on whatever somebody types

CHARACTERS = "ab 9.!?:/#[]@*_`$()\\\"'-~é\u200b"
LINES = st.text(CHARACTERS, max_size=20).map(str.strip)
ADDRESSES = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["https://", "HTTP://", "ftp://", "//", "../", "#", "/"]), st.text("ab/.?# -", max_size=8)),
    LINES,
)
DATES = st.one_of(
    st.dates().map(str),
    st.sampled_from(["2021-02-30", "2021-4-6", "2021", "", "3000-01-01", "1899-12-31", "2021-04-06T10:00:00Z", "x", "20210406"]),
)
MOMENTS = st.one_of(
    DATES,
    st.datetimes().map(lambda moment: moment.isoformat(sep=" ")),
    st.datetimes(timezones=st.timezones(), allow_imaginary=False).map(lambda moment: moment.isoformat()),
    st.sampled_from(["2021-04-09 17:00:00 +02:00", "2021-04-09t17:00:00z", "2021-04-09T17:00:00.5+2", "2021-04-09T17:00+02:00"]),
)
NUMBERS = st.one_of(st.integers(-1, 2000), st.booleans(), st.none(), LINES)


def written(value: Any) -> str:
    """As a person types it: dates without quotes, texts with."""
    return str(value) if isinstance(value, _Plain) else json.dumps(value, ensure_ascii=False)


class _Plain(str):
    """Text without quotes."""


@cache
def is_valid(name: str, text: str) -> bool:
    return judges(())[name].is_valid(load(text))


def both(model: Any, name: str, text: str) -> tuple[bool, bool]:
    """Whether the reader takes a header, and whether the schema does."""
    header, problems = read_header(Source("a.md", f"---\n{text}---\n"), model)
    return bool(header and header.is_sound and not problems), is_valid(name, text)


@settings(deadline=None)
@given(paper=LINES, gist=LINES, note=LINES)
def test_texts_are_refused_alike(paper: str, gist: str, note: str) -> None:
    for fields in ((paper, "A.", "A."), ("a", gist, "A."), ("a", "A.", note)):
        paper_line, gist_line, note_line = map(written, fields)
        text = f"paper: {paper_line}\ngist: {gist_line}\ntags: [a]\nsince:\n- {{date: 2021-05-04, text: {note_line}, link: a.md}}\n"
        assert len(set(both(SummaryHeader, "summary.json", text))) == 1, text


@settings(deadline=None)
@given(code=ADDRESSES, link=ADDRESSES)
def test_no_address_that_the_reader_takes_is_refused(code: str, link: str) -> None:
    for first, second in ((code, "a.md"), ("https://example.org/", link)):
        note = f"since:\n- {{date: 2021-05-04, text: A., link: {written(second)}}}\n"
        text = f"paper: a\ngist: A.\ntags: [a]\nlinks: {{code: {written(first)}}}\n{note}"
        taken, valid = both(SummaryHeader, "summary.json", text)
        # The reader asks for a host that can be parsed, which takes more than a regular expression.
        assert valid or not taken, text


@settings(deadline=None)
@given(published=DATES, start=MOMENTS, minutes=NUMBERS, considered=NUMBERS, pick=LINES)
def test_issues_are_refused_alike(published: str, start: str, minutes: Any, considered: Any, pick: str) -> None:
    good: dict[str, Any] = {
        "published": _Plain("2021-04-06"),
        "start": _Plain("2021-04-09T17:00:00+02:00"),
        "minutes": 60,
        "considered": 5,
        "pick": "a",
    }
    tried = {"published": _Plain(published), "start": _Plain(start), "minutes": minutes, "considered": considered, "pick": pick}
    for name, value in tried.items():
        fields = {key: written(item) for key, item in (good | {name: value}).items()}
        text = (
            "issue: 2021-04\npublished: {published}\ngist: A.\nconsidered: {considered}\npicks: [{pick}]\n"
            "event:\n  title: A\n  start: {start}\n  minutes: {minutes}\n"
        ).format(**fields)
        taken, valid = both(IssueHeader, "issue.json", text)
        # Which day a month has, the schema leaves to the format `date`, and hours of a moment to the reader.
        assert valid == taken or (valid and name == "start"), text


@settings(deadline=None)
@given(old=st.text("ab/.~ é", max_size=12), new=st.text("ab/.~ é", max_size=12))
def test_redirects_are_refused_alike(old: str, new: str) -> None:
    for line in (f"{written(old)}: a/\n", f"a/: {written(new)}\n"):
        _, problems = read_redirects(Source("data/redirects.yml", line))
        assert is_valid("redirects.json", line) == (not problems), line


@settings(deadline=None)
@given(name=LINES, meaning=LINES)
def test_vocabularies_are_refused_alike(name: str, meaning: str) -> None:
    for line in (f"A:\n  {written(name)}: Text.\n", f"A:\n  B: {written(meaning)}\n"):
        _, problems = read_tags(Source("data/tags.yml", line))
        # A character that is neither letter nor digit and no ASCII passes for a letter.
        assert is_valid("tags.json", line) == (not problems) or not name.isascii(), line


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
    found = sorted({pattern for schema in schemas([]).values() for pattern in patterns(schema)})
    assert len(found) > 10
    texts = [
        *("", " ", "a", "A sentence.", "Two\nlines.", "A.\n", " A. ", "A [@key].", "*b* c.", "a_b_c.", "$x$.", "`a`.", "[a](b).", "(A.)", "“A?”"),
        *("https://example.org/a", "HTTP://a", "https://", "javascript:a", "//a", "../a.md#b", "a b", "a?b", "#why"),
        *("2021-04", "2021-13", "2021-04-06", "2021-04-31", "1899-01-01", "2021-04-09T17:00:00+02:00", "2021-04-09 17:00:00 Z"),
        *("a-b", "a--b", "A", "a/", "a/b.html", "a/index.html", "./", "a//", "é", "Ж", "日本", "–", "NLP", "a]b", "3$ and 4$"),
    ]  # fmt: skip
    node = Path(playwright.__file__).parent / "driver" / "node"
    script = "const [p,t]=JSON.parse(require('fs').readFileSync(0));console.log(JSON.stringify(p.map(p=>t.map(t=>new RegExp(p,'u').test(t)))))"
    done = subprocess.run([node, "-e", script], input=json.dumps([found, texts]), capture_output=True, text=True, check=False)
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
