r"""Our Markdown → CommonMark, with pipe tables and LaTeX between dollars: what extensions add is put into plain words.

- Footnotes are `[a]`, and their texts stand apart; captions begin with their number in bold, tabs, notes and folded parts with
  their title.
- Boxes of task lists are characters, an abbreviation is an item of a list where it is declared, a definition one below its term.
- Attribute lists and comments go. Definitions of links go too: so no bracket is a link by its label, and `[1]` or `[a]` is text.

It looks at the beginning of lines alone, and past code. The few marks within lines are looked for in what the scan leaves.
Sources: CommonMark 0.31.2; the documentation of Python-Markdown 3.11 and pymdown-extensions 12.3.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from urllib.parse import quote

from shortlist.citations.references import format_entry
from shortlist.extras import letters
from shortlist.model import Entry
from shortlist.reading.markdown import visible_text
from shortlist.text import clean

Edit = tuple[int, int, str]
"""Start, end, and the text to put there."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with edits made, which do not overlap."""
    parts, position = [], 0
    for start, end, new in sorted(edits):
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


_MORE = r"(?:\n(?P=indent)(?:[ ]{4}|\t)[^\n]*|\n[ \t]*(?=\n|\Z))*"
"""Lines that are indented further, and empty ones."""

# It begins with a character that can be looked for fast: a line end is put before the text.
_BLOCK = re.compile(
    rf"""
    \n(?P<indent>[ ]*)
    (?:
      (?P<code>[ \t>]*(?P<mark>`{{3,}}|~{{3,}})[^`\n]*(?:\n.*)*?\n[ \t>]*(?P=mark)[`~]*[ \t]*(?=\n|\Z)
      | <(?P<raw>pre|script|style)\b(?s:.)*?</(?P=raw)\s*>)
    | (?:(?:[?]{{3}}\+?|!!!)[ ]+(?P<kind>[\w-]*)[\w\- ]*|={{3}}[+!]*[ ]+(?="))(?:"(?P<title>[^\n]*)")?[ ]*(?=\n|\Z)
      (?P<content>{_MORE})
    | (?P<slashes>/{{3,}})[ ]*(?P<block>[a-z][\w-]*)(?:[ ]*\|[ ]*(?P<argument>[^\n]*))?(?:\n(?P=indent)[ ]{{4}}[\w-]+:[^\n]*)*
      (?P<inside>(?:\n.*)*?)\n(?P=indent)(?P=slashes)[ ]*(?=\n|\Z)
    | \[\^(?P<label>[^\]\n]+)\]:(?P<note>[^\n]*(?:\n(?![ \t]*\n|[ ]{{0,3}}[\[*])[^\n]+)*{_MORE})
    | (?P<definition>\[[^\[\]^\n]+\]:[ ]*\n?[ ]*(?:<[^>\n]*>|\S+)[ ]*(?:\n[ ]*)?(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\))?[ ]*(?=\n|\Z))
    | \*\[(?P<short>[^\]\n]+)\]:[ \t]*
    | (?P<explained>:)(?=[ ]{{1,3}}\S)
    | (?P<item>[-*+][ ]+)\[(?P<box>[ xX])\](?=[ ])
    | (?P<heading>\#{{1,6}})(?=[^\s\#])
    )
    """,
    re.VERBOSE,
)
# Few pages hold any of these. Braces not after what stands before them in formulas, which most pages have.
_RARE = re.compile(r"\[\^|~~|<!--|\{(?<![_^}\\\w]\{)[^{}\n]*[.#=][^{}\n]*\}")
_INLINE = re.compile(
    r"""
      \[\^(?P<mark>[^\]\n]+)\](?!:)
    | ~~(?=\S)(?P<deleted>.+?)(?<=\S)~~
    | (?P<attributes>[ ]*\{[^{}\n]*[.\#=][^{}\n]*\})
    """,
    re.VERBOSE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\n]+)\]:", re.MULTILINE)
_ELEMENT_ENDS = (")", "]", "*", "`", ">")


def plain_markdown(text: str, captions: Iterable[str]) -> tuple[str, str]:
    """Return a page's Markdown in plain form, and its footnotes.

    `captions` are the numbers of its captions, such as `Figure 1.`, in order. Citations and links by label are resolved.
    """
    numbers, notes, marks = iter(captions), list[str](), dict[str, str]()

    def plain(text: str) -> str:
        return _BLOCK.sub(block, f"\n{text}")[1:]

    def block(match: re.Match[str]) -> str:
        indent = match["indent"]
        if match["code"] or (len(indent) > 3 and not visible_text(match.string)[match.end("indent")].strip()):
            return match[0]
        if match["definition"]:
            return ""
        if match["content"] is not None:
            title = match["kind"].capitalize() if match["title"] is None else match["title"]
            return _apart(match, titled(title, re.sub(rf"\n{indent}(?:    |\t)", rf"\n{indent}", match["content"])))
        if match["block"]:
            return _apart(match, slashed(match))
        if label := match["label"]:
            text = re.sub(r"\n(?:    |\t)", "\n", match["note"]).strip()
            mark = marks.setdefault(label, letters(len(marks) + 1))  # HTML in a label hides it from the scan.
            notes.append(f"[{mark}] {plain(text)}")
            return ""
        return f"\n{indent}{_line(match)}"

    def slashed(match: re.Match[str]) -> str:
        if not match["block"].endswith("caption"):
            return titled(match["argument"] or "", match["inside"])
        number = next(numbers, "") if match["block"] != "caption" else ""
        text = plain(match["inside"]).strip()
        return f"**{number}** {text}" if number else text

    def titled(title: str, content: str) -> str:
        text = plain(content.removeprefix("\n")).strip("\n")
        return f"**{title}**\n\n{text}" if title else text

    if _RARE.search(text):
        visible = visible_text(text)
        marks |= {label: letters(number) for number, label in enumerate(_NOTE.findall(visible), start=1)}
        text = edited(text, _inline(text, visible, marks))
    return plain(text).strip("\n"), "\n\n".join(notes)


def _inline(text: str, visible: str, marks: Mapping[str, str]) -> Iterator[Edit]:
    """Yield what to change within lines. `visible` is the text as the scan leaves it, `marks` are those of footnotes by label."""
    for match in _INLINE.finditer(visible):
        start, end = match.span()
        if label := match["mark"]:
            yield start, end, f"[{marks.get(label, label)}]"
        elif match["deleted"]:
            yield start, end, f"<del>{text[start + 2 : end - 2]}</del>"
        else:
            before = text[text.rfind("\n", 0, start) + 1 : start]
            if before.startswith("#") or not before.strip() or (text[start] == "{" and before.endswith(_ELEMENT_ENDS)):
                yield start, end, ""
    # What is hidden begins with a sign of its own, and what stands in other such parts does not.
    comments = (match.span() for match in _COMMENT.finditer(text) if visible[match.start()] == "\0")
    yield from ((start, end, "") for start, end in comments)


def _line(match: re.Match[str]) -> str:
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


# Words, links, references.


def link(words: str, url: str) -> str:
    """Return a link whose words are plain text."""
    return f"[{escape(words)}]({address(url)})"


def address(url: str) -> str:
    """Return a URL as it may stand between parentheses."""
    return re.sub(r"[()<>\s]", lambda match: quote(match[0]), url)


def escape(text: str) -> str:
    """Return plain text as Markdown that shows it as it is, alike in CommonMark and Python-Markdown."""
    return _AT_START.sub(r"\1\\\2", _escaped(clean(text)))


def _escaped(text: str) -> str:
    return _SIGN.sub(lambda match: _ENTITIES.get(match[0]) or f"\\{match[0]}", text)


_SIGN = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=\S)|&(?=\#|\w+;)|~(?=~)|(?<= )\#(?=\#*$)")
_ENTITIES = {"<": "&lt;", "&": "&amp;", "~": "&#126;"}
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
            yield f"]({address(url)})"
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
