r"""Each page as Markdown that any program reads alike, and `llms.txt`, which leads programs to it.

CommonMark, with tables and footnote marks in text form: what our extensions add is put into plain words.

- Citations are `[1]`, `[see 1, p. 3; 2]`, and the references a numbered list. A bracket without a definition is text in every
  renderer, on paper and in a mail; that no definition can take it for a link, links by label are written out.
- Footnotes are `[a]`, captions begin with their bold number, tabs, notes and folded parts with their bold title.
- Formulas stay LaTeX between dollars, code that comes from another file stands in its place, links lead where `link` says.

It is written from the source, at the places that the scan has found; only numbers come from the conversion.
Sources: CommonMark 0.31.2; https://llmstxt.org.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from markdown import Markdown

from shortlist.citations.extension import CLOSING
from shortlist.citations.references import format_entry
from shortlist.conversion import address_of, site_address
from shortlist.exports.wording import day, links, names, published, short_names
from shortlist.extras import letters
from shortlist.model import AnyPage, Body, Converted, Entry, FollowUp, Issue, Library, Page, Summary
from shortlist.problems import Place
from shortlist.reading.citations import Group, parse_group
from shortlist.reading.markdown import target_path, visible_text
from shortlist.reading.settings import Settings
from shortlist.reading.source import Source
from shortlist.text import clean

RECENT_ISSUES = 6
"""Issues whose picks `llms.txt` lists; of earlier ones, their own Markdown does."""

Linked = Callable[[AnyPage, str], str]
"""Page, and the target of a link as its source writes it → the address to print."""

Edit = tuple[int, int, str]
"""Start, end, and the text to put there."""


def as_written(page: AnyPage, target: str) -> str:
    """Return the target itself: for files that lie beside one another as their sources do."""
    return target


def on_site(library: Library, url: str) -> Linked:
    """Return a function that leads to pages of the site at `url`; as seen from the page itself if that is empty."""

    def linked(page: AnyPage, target: str) -> str:
        uri = page.path.removeprefix(f"{library.docs}/")
        address = site_address(target, uri)
        return urljoin(url + address_of(uri), address) if url else address

    return linked


class MarkdownPages:
    """Pages of one library, which holds no drafts and has conversions.

    `MarkdownPages(library, settings, on_site(library, url)).text(page)` is a page as a reader would copy it out: title, people,
    text, notes, references. `file(page)` has all that as a YAML header before it, too.
    """

    def __init__(self, library: Library, settings: Settings, linked: Linked) -> None:
        self.library = library
        self.linked = linked
        name = "pymdownx.snippets"
        parser = Markdown(extensions=[name] if name in settings.extensions else [], extension_configs=settings.extension_configs)
        self.snippets: Any = parser.preprocessors["snippet"] if name in settings.extensions else None

    def file(self, page: AnyPage) -> str:
        """Return the page with a header in YAML: title, people, date, tags, links. Each value is JSON, which is YAML as well."""
        fields = {name: value for name, value in self._fields(page) if value}
        header = "".join(f"{name}: {_yaml(value)}\n" for name, value in fields.items())
        return f"---\n{header}---\n\n{self.text(page)}" if fields else self.text(page)

    def text(self, page: AnyPage) -> str:
        """Return the page without that header."""
        body, notes = self._body(page)
        after = [self._picks(page)] if isinstance(page, Issue) else []
        after += [_section("Notes", notes), self._references(page)]
        return "\n\n".join(filter(None, (*self._head(page), body.strip("\n"), *after))) + "\n"

    # What stands around the text.

    def _fields(self, page: AnyPage) -> Iterator[tuple[str, Any]]:
        yield "title", self._title(page)
        yield "description", page.header.description if isinstance(page, Page) else page.gist
        if isinstance(page, Issue):
            yield "date", page.published
        if isinstance(page, Summary):
            paper = self.library.entries[page.paper]
            yield "authors", list(map(clean, names(paper)))
            yield "date", self.library.issues[page.issue].published
            yield "written_by", self._writers(page)
            yield "tags", list(page.tags)
            yield "links", dict(links(page, paper))

    def _title(self, page: AnyPage) -> str:
        if isinstance(page, Summary):
            return clean(self.library.entries[page.paper].title)
        return page.title if isinstance(page, Issue) else page.header.title

    def _writers(self, summary: Summary) -> list[str]:
        return [clean(self.library.people.writers[id].name) for id in summary.by]

    def _head(self, page: AnyPage) -> Iterator[str]:
        if title := self._title(page):
            yield f"# {escape(title)}"
        if isinstance(page, Page):
            return
        yield escape(page.gist)
        if isinstance(page, Issue):
            yield "  \n".join(self._facts(page))
            return
        paper = self.library.entries[page.paper]
        yield escape(". ".join(filter(None, (", ".join(map(clean, names(paper))), published(paper)))) + ".")
        yield " · ".join(_link(name, url) for name, url in links(page, paper))
        issue = self.library.issues[page.issue]
        by = f" Written by {escape(', '.join(self._writers(page)))}." if page.by else ""
        yield f"From {_link(issue.title, self.linked(page, 'index.md'))}, dated {day(issue.published)}.{by}"
        notes = sorted(page.since, key=lambda note: note.date, reverse=True)
        yield _section("Since then", "\n".join(f"- {day(note.date)}: {self._note(note, page)}" for note in notes))

    def _note(self, note: FollowUp, page: Summary) -> str:
        named = self.library.summaries.get(target_path(note.link, page.path).removeprefix(f"{self.library.docs}/")[:-3])
        name = self._title(named) if named else (urlsplit(note.link).hostname or "Read on").removeprefix("www.")
        return f"{escape(note.text)} See {_link(name, self.linked(page, note.link))}"

    def _facts(self, issue: Issue) -> Iterator[str]:
        header = issue.header
        yield f"Dated {day(issue.published)}."
        if header.selected_by:
            yield f"Selected by {header.selected_by}."
        if event := header.event:
            title = _link(event.title, event.url) if event.url else escape(event.title)
            yield f"{title}: {day(event.start)}."

    def _picks(self, issue: Issue) -> str:
        start = issue.header.start_here
        items = []
        for rank, summary in enumerate(self.library.picks(issue), start=1):
            paper = self.library.entries[summary.paper]
            why = f" Start here: {escape(start.why)}" if start and start.pick == summary.slug else ""
            title = _link(paper.title, self.linked(issue, f"{summary.slug}.md"))
            items.append(f"{rank}. {title}. {escape(short_names(paper))}. {escape(summary.gist)}{why}")
        return _section("The picks", "\n".join(items))

    def _references(self, page: AnyPage) -> str:
        keys = dict.fromkeys(citation.key for citation in self.library.conversions[page.path].citations)
        works = enumerate(keys, start=1)
        return _section("References", "\n".join(f"{number}. {self._reference(key, page)}" for number, key in works))

    def _reference(self, key: str, page: AnyPage) -> str:
        own = self.library.summaries.get(self.library.summary_of.get(key, ""))
        if own is None or own.path == page.path:
            return reference(self.library.entries[key])
        target = posixpath.relpath(own.path, posixpath.dirname(page.path))
        return f"{reference(self.library.entries[key])} {_link('Our summary', self.linked(page, target))}."

    # The text.

    def _body(self, page: AnyPage) -> tuple[str, str]:
        """Return the text in plain Markdown, and its footnotes."""
        body, converted = page.body, self.library.conversions[page.path]
        edits = [*_citations(body, converted), *self._links(page, body)]
        text = _edited(body.text, edits)
        if self.snippets and "--8<--" in text:
            text = "\n".join(self.snippets.run(text.split("\n")))
        return _Blocks(text, converted).result()

    def _links(self, page: AnyPage, body: Body) -> Iterator[Edit]:
        text = body.text
        for link, start in zip(body.links, _offsets(body, body.links), strict=True):
            if link.is_html:
                continue
            after = start + link.is_image + len(link.text) + 2
            address = _safe(self.linked(page, link.target))
            if text.startswith("(", after):
                target = text.find(link.target, after)
                if link.target and address != link.target and target >= 0:
                    yield target, target + len(link.target), address
            else:
                label = _LABEL.match(text, after)
                yield after, label.end() if label else after, f"({address})"


_LABEL = re.compile(r"[ ]?\n?\[[^\[\]]*\]")


def _citations(body: Body, converted: Converted) -> Iterator[Edit]:
    numbers = {citation.key: citation.number for citation in converted.citations}
    end = 0
    for offset in _offsets(body, body.citations):
        group = parse_group(body.text, body.text.rfind("[", 0, offset)) if offset >= end else None
        if isinstance(group, Group):
            end = group.end
            yield group.start, end, _cited(group, numbers)


def _cited(group: Group, numbers: Mapping[str, int]) -> str:
    """Return a citation in words: `[1, 2]`, `[see 1, p. 3; 2]`."""
    parts = []
    for item in group.items:
        locator = item.locator if item.locator.startswith(CLOSING) else f", {item.locator}" if item.locator else ""
        parts.append(f"{item.prefix} {numbers[item.key]}{locator}".strip())
    has_words = any(item.prefix or item.locator for item in group.items)
    return f"[{('; ' if has_words else ', ').join(parts)}]"


def _offsets(body: Body, found: Iterable[Any]) -> list[int]:
    source = Source("", body.text)
    return [source.offset(Place("", item.place.line - body.start.line + 1, item.place.column)) for item in found]


def _edited(text: str, edits: Iterable[Edit]) -> str:
    parts, position = [], 0
    for start, end, new in sorted(edits):
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


# What our extensions add.

_MORE = r"(?:\n(?P=indent)(?:[ ]{4}|\t)[^\n]*|\n[ \t]*(?=\n|\Z))*"
"""Lines that are indented further, and empty ones."""

_BLOCK = re.compile(
    rf"""
    \n(?P<indent>[ ]*)
    (?:
      (?P<code>[ \t>]*(?P<mark>`{{3,}}|~{{3,}})[^`\n]*(?:\n.*)*?\n[ \t>]*(?P=mark)[`~]*[ \t]*(?=\n|\Z)
      | <(?P<raw>pre|script|style)\b(?s:.)*?</(?P=raw)\s*>)
    | (?P<comment><!--(?s:.)*?-->)
    | (?:(?:[?]{{3}}\+?|!!!)[ ]+(?P<kind>[\w-]*)[\w\- ]*(?:"(?P<title>[^\n]*)")?|={{3}}[+!]*[ ]+"(?P<tab>[^\n]*)")
      [ ]*(?=\n|\Z)(?P<content>{_MORE})
    | (?P<slashes>/{{3,}})[ ]*(?P<block>[a-z][\w-]*)(?:[ ]*\|[ ]*(?P<argument>[^\n]*))?(?:\n(?P=indent)[ ]{{4}}[\w-]+:[^\n]*)*
      (?P<inside>(?:\n.*)*?)\n(?P=indent)(?P=slashes)[ ]*(?=\n|\Z)
    | \[\^(?P<label>[^\]\n]+)\]:(?P<note>[^\n]*(?:\n(?![ \t]*\n|[ ]{{0,3}}[\[*])[^\n]+)*{_MORE})
    | (?P<definition>\[[^\[\]^\n]+\]:[ ]*\n?[ ]*\S+[ ]*(?:\n[ ]*)?(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\))?[ ]*(?=\n|\Z))
    | \*\[(?P<short>[^\]\n]+)\]:[ \t]*
    | (?P<explained>:)(?=[ ]{{1,3}}\S)
    | (?P<item>[-*+][ ]+)\[(?P<box>[ xX])\](?=[ ])
    | (?P<heading>\#{{1,6}})(?=[^\s\#])
    )
    """,
    re.VERBOSE,
)
_PREFIX = re.compile(r'<span class="caption-prefix">([^<]*)</span>')
_RARE = re.compile(r"\[\^|~~|[)\]*`>]\{|^[{#][^\n]*\}[ ]*$", re.MULTILINE)
_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\n]+)\]:", re.MULTILINE)
_INLINE = re.compile(
    r"""
      \[\^(?P<mark>[^\]\n]+)\](?!:)
    | ~~(?=\S)(?P<deleted>.+?)(?<=\S)~~
    | (?:(?<=[)\]*> ])|^)\{:?[ ]*[.\#\w][^{}\n]*\}
    """,
    re.MULTILINE | re.VERBOSE,
)


class _Blocks:
    """The text of one page, its citations and links resolved. `\\n` stands before each line."""

    def __init__(self, text: str, converted: Converted) -> None:
        self.prefixes = iter(_PREFIX.findall(converted.html))
        self.notes: list[str] = []
        self.letters: dict[str, str] = {}
        if _RARE.search(text):
            visible = visible_text(text)
            self.letters = {label: letters(number) for number, label in enumerate(_NOTE.findall(visible), start=1)}
            text = _edited(text, self._inline(text, visible))
        self.text = text

    def result(self) -> tuple[str, str]:
        return self._plain(self.text), "\n\n".join(self.notes)

    def _inline(self, text: str, visible: str) -> Iterator[Edit]:
        for match in _INLINE.finditer(visible):
            if label := match["mark"]:
                yield match.start(), match.end(), f"[{self.letters.get(label, label)}]"
            elif match["deleted"]:
                yield match.start(), match.end(), f"<del>{text[match.start('deleted') : match.end('deleted')]}</del>"
            elif text[match.start() - 1 : match.start()] != " " or text[text.rfind("\n", 0, match.start()) + 1] == "#":
                yield match.start(), match.end(), ""

    def _plain(self, text: str) -> str:
        hidden = visible_text(text) if "\n    " in text else ""
        return _BLOCK.sub(lambda match: self._block(match, hidden), f"\n{text}")[1:]

    def _block(self, match: re.Match[str], visible: str) -> str:
        indent = match["indent"]
        # `visible` begins without the line end that was put before the text.
        if match["code"] or (len(indent) > 3 and not visible[match.end("indent") - 1].strip()):
            return match[0]
        if match["comment"] or match["definition"]:
            return ""
        if match["content"] is not None:
            title = next((match[name] for name in ("tab", "title") if match[name] is not None), match["kind"].capitalize())
            content = re.sub(rf"\n{indent}(?:    |\t)", rf"\n{indent}", match["content"])
            return _apart(match, self._titled(title, content))
        if match["block"]:
            return _apart(match, self._slashed(match))
        if label := match["label"]:
            text = re.sub(r"\n(?:    |\t)", "\n", match["note"]).strip()
            self.notes.append(f"[{self.letters[label]}] {self._plain(text)}")
            return ""
        return "\n" + indent + self._line(match)

    def _slashed(self, match: re.Match[str]) -> str:
        if not match["block"].endswith("caption"):
            return self._titled(match["argument"] or "", match["inside"])
        prefix = next(self.prefixes, "") if match["block"] != "caption" else ""
        return f"**{prefix}** {self._plain(match['inside']).strip()}" if prefix else self._plain(match["inside"]).strip()

    def _titled(self, title: str, content: str) -> str:
        inside = self._plain(content.removeprefix("\n")).strip("\n")
        return f"**{title}**\n\n{inside}" if title else inside

    def _line(self, match: re.Match[str]) -> str:
        if match["short"]:
            return f"- {match['short']}: "
        if match["explained"]:
            return f"\n{match['indent']}-"
        if match["item"]:
            return match["item"] + ("☐" if match["box"] == " " else "☑")
        return f"{match['heading']} "


def _apart(match: re.Match[str], text: str) -> str:
    """Return a block with an empty line on either side, where there is none yet."""
    before = "" if match.string[match.start() - 1 : match.start()] in ("", "\n") else "\n"
    after = "" if match.string.startswith("\n\n", match.end()) else "\n"
    return f"{before}\n{match['indent']}{text.lstrip(' ')}{after}"


# Words and references.


def _yaml(value: Any) -> str:
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}" if text else ""


def _link(words: str, url: str) -> str:
    return f"[{escape(words)}]({_safe(url)})"


def _safe(url: str) -> str:
    return _UNSAFE.sub(lambda match: quote(match[0]), url)


_UNSAFE = re.compile(r"[()<>\s]")


def escape(text: str) -> str:
    """Return plain text as Markdown that shows it as it is, alike in CommonMark and Python-Markdown."""
    return _AT_START.sub(r"\1\\\2", _escaped(clean(text)))


def _escaped(text: str) -> str:
    return _SIGN.sub(lambda match: _ENTITIES.get(match[0]) or f"\\{match[0]}", text)


_SIGN = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=\#?\w+;)")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_AT_START = re.compile(r"^(|\d+(?=[.)](?:\s|$)))([-+>#.)])")


@cache
def reference(entry: Entry) -> str:
    """Return the entry in the house form."""
    return _AT_START.sub(r"\1\\\2", "".join(_pieces(format_entry(entry))))


def _pieces(html: str) -> Iterator[str]:
    url = ""
    for match in _PIECE.finditer(html):
        if match["url"]:
            url = unescape(match["url"])
            yield "["
        elif match[0] == "</a>":
            yield f"]({_safe(url)})"
        elif match["latex"]:
            yield f"${unescape(match['latex'])}$"
        elif match["italic"]:
            yield "*"
        else:
            yield _escaped(unescape(match["text"] or ""))


_PIECE = re.compile(
    r'<a href="(?P<url>[^"]*)">|<math\b.*?<annotation[^>]*>(?P<latex>.*?)</annotation>.*?</math>|(?P<italic></?i>)|<[^>]*>'
    r"|(?P<text>[^<]+)",
    re.DOTALL,
)
