"""`make generate`: makes what is written down twice from its one source, and says which files it has changed.

- the tables of fields and problems in `CONTRIBUTING.md` from the models of headers, the rules, and `tools/examples.txt`;
- `schemas/people.json` and `schemas/venues.json` from the models of these files of `data/`;
- `hosting/`, the headers for hosts that read no `_headers`, from `overrides/_headers`;
- `docs/contribute.md` from `CONTRIBUTING.md`, so that `shortlist check` and MkDocs hold it to what holds for every page.

A test fails while one of them is not what this makes of the sources.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel

from shortlist.authoring.files import CannotChange, changes
from shortlist.checks import FAMILIES, RULES
from shortlist.model import NESTED_HEADERS, IssueHeader, PeopleFile, SummaryHeader, VenuesFile
from shortlist.reading.source import source_of

ROOT = Path(__file__).resolve().parents[1]
SOURCE = "CONTRIBUTING.md"
PAGE = "docs/contribute.md"
SCHEMA = "schemas/people.json"
VENUES = "schemas/venues.json"
EXAMPLES = "tools/examples.txt"
NGINX = "hosting/nginx-headers.conf"
CLOUDFRONT = "hosting/cloudfront-headers.json"

HEAD = """\
---
title: Contribute
description: "How to report an error, suggest or add a paper, or write a summary: all steps, fields and problems."
---

<!-- Made from CONTRIBUTING.md by `make generate`: change that. -->
"""

_MADE = re.compile(
    r"^(?P<open><!-- made: (?P<name>[a-z ]+) -->\n)(?:(?!<!-- made)(?s:.))*?(?P<close>^<!-- end -->$)", re.MULTILINE
)
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)[^)\s]+(?=\))")
_CODE = re.compile(
    r"^(?P<fence>`{3,})[^\n]*\n(?P<block>.*?)^(?P=fence)$|(?P<ticks>`+) ?(?P<inline>.+?) ?(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)


class Unfit(Exception):
    """The source cannot become a page of the site; the message says why, in one line."""


def files() -> dict[str, str]:
    """Path from the root → what the file should hold."""
    source = with_tables((ROOT / SOURCE).read_text(encoding="utf-8"))
    schemas = {SCHEMA: schema(PeopleFile), VENUES: schema(VenuesFile)}
    sent = headers()
    return {SOURCE: source, PAGE: as_page(source), **schemas, NGINX: for_nginx(sent), CLOUDFRONT: for_cloudfront(sent)}


def schema(model: type[BaseModel]) -> str:
    """The JSON Schema of a data file, in the draft that editors read, which has the same words as the newer one for all of it."""
    described = {"$schema": "http://json-schema.org/draft-07/schema#"} | model.model_json_schema()
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def headers() -> dict[str, str]:
    """Name → value of each header that the site asks its host to send."""
    text = Environment(loader=FileSystemLoader(ROOT / "overrides"), autoescape=True).get_template("_headers").render()
    return dict(re.findall(r"^  ([A-Za-z-]+): (.+)$", text, re.MULTILINE))


def for_nginx(sent: dict[str, str]) -> str:
    """Lines to include in a server's configuration. Source: nginx, "ngx_http_headers_module"."""
    lines = (f'add_header {name} "{value}" always;\n' for name, value in sent.items())
    return "".join(["# Made by `make generate` from overrides/_headers: change that.\n", *lines])


def for_cloudfront(sent: dict[str, str]) -> str:
    """A policy for CloudFront, which takes headers of security under names of its own and no others there.

    Source: Amazon CloudFront API, "ResponseHeadersPolicyConfig".
    """
    own = {
        "ContentSecurityPolicy": {"Override": True, "ContentSecurityPolicy": sent["Content-Security-Policy"]},
        "ContentTypeOptions": {"Override": True},
        "ReferrerPolicy": {"Override": True, "ReferrerPolicy": sent["Referrer-Policy"]},
    }
    others = sent.keys() - {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"}
    custom = [{"Header": name, "Value": sent[name], "Override": True} for name in sorted(others)]
    policy = {
        "Name": "shortlist",
        "Comment": "Made by 'make generate' from overrides/_headers.",
        "SecurityHeadersConfig": own,
        "CustomHeadersConfig": {"Quantity": len(custom), "Items": custom},
    }
    return json.dumps(policy, indent=2) + "\n"


def with_tables(text: str) -> str:
    """The text with each table between `<!-- made: … -->` and `<!-- end -->` made anew.

    Raises:
        Unfit: a table is asked for that nobody makes.
    """

    def table(match: re.Match[str]) -> str:
        if match["name"] == "header of a summary":
            lines = fields(SummaryHeader)
        elif match["name"] == "header of an issue":
            lines = fields(IssueHeader)
        elif match["name"] == "problems":
            lines = problems(examples())
        else:
            raise Unfit(f"{SOURCE} asks for '{match['name']}', which nobody makes")
        return "\n".join([match["open"], *lines, "", match["close"]])

    return _MADE.sub(table, text)



def fields(model: type[BaseModel]) -> Iterator[str]:
    """A table of a header's fields, those inside others too, as the model describes them."""
    yield "| field | meaning, and an example |"
    yield "|---|---|"
    yield from _rows(model, "")


def _rows(model: type[BaseModel], owner: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        required = "**Required.** " if field.is_required() else ""
        example = ", ".join(f"`{_as_yaml(value)}`" for value in field.examples or [])
        yield f"| `{owner}{name}` | {required}{field.description}{'<br>' if example else ''}{example} |"
        if name in NESTED_HEADERS and not owner:
            yield from _rows(NESTED_HEADERS[name], f"{name}.")


def _as_yaml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return ", ".join(f"{key}: {item}" for key, item in value.items()) if isinstance(value, dict) else str(value)


def problems(found: dict[str, str]) -> Iterator[str]:
    """A table of the rules for each family, every row with an anchor of its own, `#c201`."""
    for number, (family, meaning) in enumerate(FAMILIES.items()):
        yield from [*[""][:number], f"### {family}: {meaning}", "", "| code | rule, and what is printed |", "|---|---|"]
        for code, rule in RULES.items():
            if code.startswith(family):
                anchor = code.lower()
                yield f'| <a id="{anchor}" href="#{anchor}">{code}</a> | {rule}<br>{_as_code(found[code])} |'


def _as_code(line: str) -> str:
    shown = line if len(line) <= 200 else f"{line[:199]}…"
    return f"`` {shown} ``".replace("|", "\\|")


def examples() -> dict[str, str]:
    """Return code → one line as `shortlist check` prints it. A test holds the file to what is printed.

    Raises:
        Unfit: a rule has no example.
    """
    lines = (ROOT / EXAMPLES).read_text(encoding="utf-8").splitlines()
    found = {line.split(": ")[1].split()[0]: line for line in lines}
    if missing := RULES.keys() - found:
        raise Unfit(f"{EXAMPLES} has no line for {', '.join(sorted(missing))}; add one as `shortlist check` prints it")
    return found


def as_page(text: str) -> str:
    """The page of the site: a header instead of the title, and links from `docs/`.

    Raises:
        Unfit: the text has no title, or links to what the site does not have.
    """
    title, _, body = text.partition("\n")
    if not title.startswith("# "):
        raise Unfit(f"{SOURCE}:1: expected a title, '# …', found '{title}'")
    body = re.sub(r"^<!-- (?:made: .*|end) -->\n\n?", "", body, flags=re.MULTILINE)
    parts, end = [HEAD], 0
    for code in _CODE.finditer(body):
        parts += [_LINK.sub(_below_docs, body[end : code.start()]), _without_marks(code)]
        end = code.end()
    return "".join([*parts, _LINK.sub(_below_docs, body[end:])])


def _without_marks(code: re.Match[str]) -> str:
    """Code as it is, but as HTML if it holds a citation or the mark of a snippet: stock plugins read those in code too."""
    if not re.search(r"\[[^]]*@|--8<--", code[0]):
        return code[0]
    if code["block"] is not None:
        return f"<pre><code>{_escaped(code['block'])}</code></pre>"
    inline = code["inline"].replace("\\|", "|")  # As it must be written in a table.
    return f"<code>{_escaped(inline)}</code>"


def _escaped(text: str) -> str:
    # A fence in it would else be taken for one of the page's, and its quotation marks would be set as those of a text.
    return escape(text).replace("[", "&#91;").replace("|", "&#124;").replace("```", "&#96;" * 3)


def _below_docs(link: re.Match[str]) -> str:
    if not link[0].startswith("docs/"):
        raise Unfit(f"{SOURCE} links to '{link[0]}', which is not on the site; name it as code, without a link")
    return link[0].removeprefix("docs/")


def main() -> int:
    try:
        with changes(ROOT) as staged:
            made = files()
            stale = [name for name, text in made.items() if _now(name) != text]
            for name in stale:
                if (was := _now(name)) is None:
                    staged.create(name, made[name])
                else:
                    staged.replace(source_of(name, was), source_of(name, made[name]))
    except (Unfit, CannotChange) as problem:
        print(f"generate: {problem}", file=sys.stderr)
        return 1
    for name in stale:
        print(name)
    return 0


def _now(name: str) -> str | None:
    path = ROOT / name
    return path.read_bytes().decode() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
