"""The rules that hold a page's source against the page as readers see it, so that nothing that passes is printed otherwise."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import zip_longest

from shortlist.checks.registry import rule
from shortlist.model import Body, Converted, Library
from shortlist.problems import Place, Problem, Problems
from shortlist.reading.markdown import visible_text
from shortlist.reading.source import Source
from shortlist.text import HIDDEN

# One reading.


@rule(
    "text",
    F131="A footnote is referred to.",
    C203="What looks like a citation is one, and stands where a page can show it.",
    F147="A page keeps within the limits of length and nesting, and what it shows of other files is there.",
)
def check_body(body: Body, page: Converted, _library: Library) -> Problems:
    yield from body.problems
    if page.fault:
        name = page.fault.partition("'")[2].partition("'")[0]
        yield Problem(place_of(body, name), "F147", page.fault)


_WAY_OUT = "put it into a paragraph of its own, away from code and HTML"


@rule("text", F134="A page's citations, links, images, formulas and headings are those of its source.")
def check_the_page_is_its_source(body: Body, page: Converted, library: Library) -> Problems:
    # A group with an unknown key is not read as a citation; the key is a problem already.
    if not page.unknown and all(citation.key in library.entries for citation in body.citations):
        cited = ((f"@{citation.key}", citation.place) for citation in body.citations)
        yield from _differences("citation", cited, (f"@{citation.key}" for citation in page.citations), body)
    links = ((normalized(link.target), link.place) for link in body.links if not link.is_html)
    yield from _differences("link", links, (target for target, _ in page.links), body)
    formulas = ((_on_a_line(formula.source), formula.place) for formula in body.formulas)
    yield from _differences("formula", formulas, map(_on_a_line, page.formulas), body)
    headings = [heading for heading in body.headings if not re.match(r"<h[1-6]\b", heading.text)]
    for heading, level in zip_longest(headings, page.headings):
        if heading is None or heading.level != level:
            place = heading.place if heading else body.start
            message = "from here on the page and its source part at other headings; look for a fence or HTML that hides one"
            yield Problem(place, "F134", message)
            break


def _on_a_line(latex: str) -> str:
    """Return a formula without the indentation, and the marks of quotation, that its lines have where it is written."""
    return " ".join(re.sub(r"(?:\A|\n)[ \t>]+", "\n", latex).split())


def _differences(kind: str, written: Iterable[tuple[str, Place]], shown: Iterable[str], body: Body) -> Problems:
    """Yield what is written and not shown, at its place, and what is shown and not written, where it may stand."""
    left = Counter(shown)
    differences = []
    for item, place in written:
        if left[item]:
            left[item] -= 1
        else:
            differences.append((item, place))
    differences += [(item, place_of(body, item)) for item in left.elements()]
    for item, place in differences:
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", item):  # Else an address of another site.
            yield Problem(place, "F134", f"the page does not read the {kind} '{item[:60]}' here as the source does; {_WAY_OUT}")


def place_of(body: Body, text: str) -> Place:
    """Return where a text first stands in a page, or the page's beginning."""
    return place_at(body, max(body.text.find(text), 0))


def place_at(body: Body, offset: int) -> Place:
    """Return the place of a character of the page's text."""
    return place_inside(body.text, body.start, offset)


def place_inside(text: str, start: Place, offset: int) -> Place:
    """Return the place of a character of a text that begins at a place."""
    place = _source(text).place(offset)
    column = place.column + (start.column - 1 if place.line == 1 else 0)
    return Place(start.path, start.line + place.line - 1, column)


@lru_cache(maxsize=1)
def _source(text: str) -> Source:
    """Return a text as a source, which finds the lines once for all places that are asked for."""
    return Source("", text)


_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!$@|~^])")


def normalized(target: str) -> str:
    """Return an address of Markdown as it stands in HTML, its escapes and entities read."""
    return unescape(_ESCAPE.sub(r"\1", target)).strip()


# Half-written markup.

_OTHER_TOOL = "this notation of other tools is not read here; leave it out"
_MARKDOWN_FORMULA = "write a formula as in '$x$', or between '$$' and '$$' without blank lines in it"
_NO_BREAK = "it holds a space that does not break a line (U+00A0); type it again"
_TITLE = 'a title stands between quotation marks, "so"'
_NO_DEFINITION = "it is not defined; add '[label]: …' or '[^note]: …', or write a link"
_EMPTY_BOX = "the note or tab would be empty; indent its text by four spaces"
_FENCE_LINES = "a fence names its language alone, '```python', and ends with a line of the same marks alone, not indented"
_INDENTED = "as code, since it is indented; begin it where the line begins, and put code between lines of '```'"
_ONE_LIST = "items with and without numbers would be one list; part them by a paragraph, or nest one by four spaces"
_LATEX = "LaTeX is read in formulas alone; write Markdown"
_LINK = "a link is '[text](address)', and '<…>' stands around a path with blanks; in a URL write '%20' for one"
LOOKALIKES = {
    # Citations of LaTeX, Quarto and others.
    r"\\(?:full_?)?(?:cite[a-z]*|bibliography|nocite)\b\*?(?:\{[^{}\n]*\})?": "cite as in '[@key]'",
    r"(?<!\w)@[\[{][A-Za-z][\w:.-]*[\]}]|\[@[^\[\]\n]*\]?|\[\s+@[\w:.-]+\s*\]": "cite as in '[@key]'",
    # Formulas; the last pattern is `\(x\)` and `\[x\]`, whose marks are escapes of Markdown.
    r"\$[A-Za-z\\][^$\s]*\$(?=\d)": "a formula does not end before a digit; put the digit into it",
    r"\$\$|(?<!\S)\$ [^$\n]+ \$(?!\S)|\\(?:begin|end)\{\w+\*?\}|\x0292\x03[(\[]": _MARKDOWN_FORMULA,
    r"(?<![\w\\$])\$(?:(?=[^\s$])[^$\n\x02]*(?<![\s\\])\$(?!\d)|\\[A-Za-z]|[a-z](?![A-Za-z])|[A-Z][_^(])": _MARKDOWN_FORMULA,
    r"(?:(?<![\w\\:])\\[A-Za-z]{2,}|\\[A-Za-z]+(?=\{))(?:\[[^\[\]\n]*\])*(?:\{[^{}\n]*\})?": _LATEX,
    r"\\(?:[ %&,/:;<=?@^~|\"']|$)|\x0292\x03$": "no '\\' is needed here; leave it out, and write '&lt;' for '<'",
    r"(?<!\])\x0240\x03.{1,80}?\x0241\x03|\x0291\x03(?=[^\x02]*[\\^_=+]|\D?\x02)[^\x02]{1,80}\x0293\x03": _MARKDOWN_FORMULA,
    # Blocks.
    r"^[ ]*(?:`{3,}|~{3,})[^`\n]*$": "the code fence is not closed; add a line with the same marks after the code",
    r"^[ ]{0,3}(?:\?\?\?\+?|!!!|===)[ \t]+\S.*": "put a blank line before it, and indent the text below by four spaces",
    r"^[ ]{0,3}///.*": "close the block with '///' on a line of its own",
    r"\[![A-Za-z]+\]": "write a note as '!!! note', with its text indented by four spaces",
    r"^\|(?:[ \t].*|.*\|[ \t]*)$": "a table has a line '|---|---|' below its head, and a blank line before it",
    r"(?<=\S\n)(?:[-*+]|1\.)[ \t]+\S.*": "put a blank line before a list",
    r"^[ ]*[-=~^+][-=~^+ ]{2,}[-=~^+]$": "a heading begins with '##', and a table has a line '|---|---|' below its head",
    # Links.
    r"(?:(?<!\w)!?\[[^\[\]\n]*|^)\]\[[^\[\]\n]*\]|\[\^[^\[\]\n]+\]": _NO_DEFINITION,
    r"!?\[\[[^\[\]\n]+\]\]": "link as in '[text](page.md)', and show an image as in '![what it shows](image.svg)'",
    r"!?\[[^\[\]\n]*\]\([^()\n]*(?:$|\))|\([^()\n]+\)\[[^\[\]\s]*(?:\.[a-z]{2,}|://)[^\[\]\s]*\]": _LINK,
    r"!?\[[^\[\]\n]*\] \((?:[^()\s]+\.\w+(?:#[^()\s]*)?|#[^()\s]+)(?: \"[^\"()\n]*\")?\)": "a link has no blank before '('",
    r"^\[[ xX/<>!?-]?\](?=[ \t]|[a-z])": "write a task as an item of a list with the box '[ ]' or '[x]', '- [ ] …'",
    r"(?:(?<![\w/.\"'=])https?://|(?<=[ (])www\.)[^\s<>()\[\]]*[\w/]": "write '<address>', or '[text](address)'",
    r"`[^`\n]+`": "Markdown inside an HTML block is not read; leave the HTML out",
    r"(?<!`)`{1,2}(?![^\n]*`)": "code begins and ends with the same number of '`' in one paragraph",
    # Other tools.
    r"^[ ]{0,3}:::.*|\{\{.*?\}\}|\{%.*?%\}|^%%.*|^--8<--.*|(?<!\S):(?:material|octicons|fontawesome)-[\w-]+:": _OTHER_TOOL,
    r"(?<!\w)(?:==\w[^=\n]*==|\+\+\w(?:\+?[^+\n])*\+\+)|(?<=\w)~\w+~|(?<=\w)\^\w+\^|(?<!\S):[a-z_+]\w+:(?!\w)|<!--": _OTHER_TOOL,
    r"(?:(?<=[a-z]\.)|(?<=Figure)|(?<=Table)|(?<=Section))~(?=[\d\[\n])": "write a space in its place",
    r"(?<=\S )\^[A-Za-z][\w-]*$|(?<!\S)\^\^": _OTHER_TOOL,
    r"\{(?:::|>>|--|~~|!|# )[^{}\n]*\}?|%%[^%\n]+%%|^={1,6} \S.* =+$|'''(?=\w)": _OTHER_TOOL,
    r"^\.\. (?:[\w-]+::|\[|_).*|\[[\w#*]+\]_(?!\w)|^(?:In|Out) ?\[[\d ]*\]:.*|^\+\+\+$|^\([\w-]+\)=$": _OTHER_TOOL,
    r"\[/(?:[bius]|url|img|code|quote|list|size|color)\]": _OTHER_TOOL,
    r":contentReference\[.{0,80}?\]|【[^【†】\n]{0,80}†[^】\n]{0,80}】": _OTHER_TOOL,
    r"\[cite_start\]|\[cit(?:e|ation): ?\d[\d, ]*\]": _OTHER_TOOL,
    r"turn\d+(?:search|view|news|image|file|fetch|academia|forecast)\d+": _OTHER_TOOL,
    r"(?<![\w@])@(?:fig|tbl|sec|eq|lst|thm)-[\w-]+|^(?:={2,6}|=(?= [A-Z][a-z])) [^.\n]+$": _OTHER_TOOL,
    r"&(?:nbsp|copy|reg|[lg]t|amp|quot|[mn]dash|hellip|times|rarr)\b(?!;)": "write ';' behind the name of a character",
    r"\^\[[^\[\]\n]*\]?": "write '[^1]' here, and on a line of its own '[^1]: …'",
    r"(?:(?<=\w)|(?<=\w ))---+ ?(?=\w)|(?<=\w)--(?=\w)": "write a dash as '—', and a range as '3–5'",
    r"(?<!\S)\*\*[^\s*]+|(?<=[^\s*])\*\*(?!\S)": "stress begins and ends in one paragraph, '**like this**'",
    r"\{:?[ ]*[\w-]+=[\"'][^{}\n]*\}": _OTHER_TOOL,
    r"~~[^~\n]+~~|(?<!:)\{:?[ ]*[#.][A-Za-z_][\w-]*[^{}\n]*\}": _OTHER_TOOL,
}
"""Pattern of half-written markup, which would be printed as it stands → the way out."""

_MARK_OF_OTHERS = r"(?:[•‣·⁃–—‐−∗→①-⑳■-◿★☆✓-✘❶-➾]|(?:[a-z]|[ivx]{2,4})[.)]|\d{1,2}\))[ \t]|(?:\d{1,2}\.|-)(?=[A-Za-z])"
_ITEM_OF_OTHERS = rf"[ ]*(?:{_MARK_OF_OTHERS}).*"
_PART = r"[ ]*\((?:@[\w-]*|\d{1,2}|[a-z])\)[ \t].*"
_GAP = r"\n(?:[ ]*\n)*"
UNREAD = {
    r"\$`[^`\n]+`\$": _MARKDOWN_FORMULA,
    r"(?<!`)``\w[^`\n]*\w''(?=[\s.,;:)])": "write quotation marks as in '\"so\"'",
    r"!\[[^\[\]\n]*\|\d{1,5}(?:x\d{1,5})?\](?=\()|^[ ]*\{%.*%\}$": _OTHER_TOOL,
    r"\{[\w:.-]+\}(?=`[^`])|(?<=`)\{=\w+\}|(?<=>`)_(?!\w)|(?<=\n\n)%[ \w].*": _OTHER_TOOL,
    r"^[ \t>]*(?:`{3,}|~{3,})[ ]*(?:\{(?![.# ]).*|(?:math|mermaid|plantuml|dataview)\b.*)": f"as code; {_OTHER_TOOL}",
    r"(?<=\|\n\n)[ ]{0,3}:[ \t]+\S.*": "a caption stands below '/// table-caption', and above '///'",
    r"^[ ]{0,3}\[@[\w:.-]+\]:[ \t]*\S+[ \t]*$": "a citation that begins a line has no colon behind it",
    r"^[ \xa0]*(?:[-*+]|\d+\.|!!!|\?\?\?\+?|===|`{3,}|~{3,})\xa0.*|\]\xa0(?=\()": _NO_BREAK,
    r"^[ ]*\xa0[ \xa0]*(?:(?:[-*+]|\d+\.)[ ].*)?$": _NO_BREAK,
    # The next line that is not blank is indented by less.
    r"^(?P<by>[ ]*)(?:!!!|\?\?\?\+?|===)[ \t]+\S.*(?=\n(?:[ \t]*\n)*(?!(?P=by)[ ]{4}|\t|[ \t]*\n)|\Z)": _EMPTY_BOX,
    rf"^{_ITEM_OF_OTHERS}{_GAP}{_ITEM_OF_OTHERS}|(?<=\n\n){_PART}{_GAP}{_PART}": "an item of a list begins with '- ' or '1. '",
    # Not signs of prose and formulas, with which two lines of a paragraph may begin: § « × … € № ≈.
    r"^(?P<sign>[^\w\s!-¿×÷‐-⁞₠-₿℀-⅏∀-⋿]{1,3})[ \t].*\n(?P=sign)[ \t].*": "an item of a list begins with '- ' or '1. '",
    r"(?<=\.\n)---[ ]*$": "put a blank line above it, or it makes a heading of the text; for a heading write '## …'",
    r"^(?P<end>/{3,})[ ]*\w.*$(?!(?:\n.*){0,200}?\n(?P=end)[ ]*$)": "close the block with '///' on a line of its own",
    r"^(?:(?:[ ]{1,3}#|#{7})#*[ ]+\S.*|#(?:#|[^\S\n])*$)": "a heading begins its line, with two to six '#', and has words",
    r"^(?P<in>[ ]*)(?:\d+\.[ ].*\n(?:[ ]*\n)*(?P=in)[-*+](?! [-*])|[-*+] (?![-*] ).*\n(?:[ ]*\n)*(?P=in)\d+\.)[ ].*": _ONE_LIST,
    r"^[ ]{0,3}(?P<label>\[[^\]\n]+\]:)(?=(?:.*\n){1,200}?[ ]{0,3}(?P=label))": "it is defined again below; keep one",
    # Other words behind the marks than may stand there; an end with words, or further to the right than the beginning.
    r"^[ \t>]*`{3,}(?![ ]*(?:\{|[\w#.+-]*[ ]*(?:\{[ ]*(?:[.#]|\w+=).*\}|[a-z_]+=.*)?[ \t]*$))[^`\n]+$": _FENCE_LINES,
    r"^(?P<open>`{3,})[^`\n]*(?=\n(?:(?![ ]{0,3}(?P=open)).*\n)*(?:[ ]{1,3}(?P=open)[ ]*$|(?P=open)`*[ ]*[^\s`]))": _FENCE_LINES,
    r"^[^\W\d][^\t\n]*\t+\S.*\n[^\W\d][^\t\n]*\t+\S.*": "a table has '|' between cells, and a line '|---|---|' below its head",
    r"(?<=\n\n)(?:[ ]{4}|\t)[ \t]*[A-Z][a-z]*(?>(?:,? [a-z’'-]+){6,})[^={}\n]*+$": _INDENTED,
    r"^[ ]*(?:!!!|\?\?\?\+?)[ ]?[\w-]+(?:[ ]+(?:inline|end))*[ ]+(?!inline|end)[^\"\n]+$": _TITLE,
}
"""Pattern of what the page takes for something else, in the source → the way out."""


def any_of(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return whether one of these is found in a text. They are tried at what they begin with, in a twelfth of the time."""
    begins = ("^", r"(?=[\\@$~`\[\]({_*^+=<!&%':【\x02-]|http|www|turn)")
    at_line, at_sign = (re.compile(f"{begin}(?:{'|'.join(patterns)})", re.MULTILINE) for begin in begins)
    return lambda text: bool(at_line.search(text) or at_sign.search(text))


_holds_lookalike, _holds_unread = any_of(LOOKALIKES), any_of(UNREAD)
_HANDLE = re.compile(r"(?<![\w\\/@.+%=\-\[{])@(\w(?:[\w:.-]*\w)?)")


@rule("text", F128="A file holds no control characters, and none that are invisible or turn the text around, however written.")
def check_references(body: Body, page: Converted, _library: Library) -> Problems:
    for reference in dict.fromkeys(_REFERENCE.findall(page.html)):
        shown = unescape(reference)
        if not shown.strip("\ufffd") or HIDDEN.search(shown):
            message = f"'{reference}' stands for a character that is invisible and can turn text around; delete it"
            yield Problem(place_of(body, reference.rstrip(";")), "F128", message)
        elif re.match("&[a-z][a-z0-9]{2}", reference) and reference.endswith(";") and shown.endswith(";"):
            message = f"'{reference}' names no character; write '&amp;' for the sign '&'"
            yield Problem(place_of(body, reference), "F135", message)


_REFERENCE = re.compile(r"&(?:#0*(?:[0-9]{1,7}|[xX]0*[0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{0,40});?")


@rule(
    "text",
    F124="`[text][label]` and `[^note]` have a definition.",
    F135="Nothing that looks like markup is printed as it stands, or read as something else.",
)
def check_lookalikes(body: Body, page: Converted, library: Library) -> Problems:
    reported = {problem.place for problem in body.problems if problem.code == "C203"}
    for pattern, advice in UNREAD.items() if _holds_unread(body.text) else ():
        for match in re.finditer(pattern, body.text, re.MULTILINE):
            start, visible = match.end() - len(match[0].lstrip(" \t")), visible_text(body.text)
            is_code = visible[start : start + 1] == " "
            if is_code == (advice == _INDENTED) and not (is_code and visible[:start].rstrip().endswith("\0")):
                shown, place = " ".join(match[0].split())[:40], place_at(body, start)
                reported.add(place)
                message = f"'{shown}' would not be shown as it is meant: {advice}"
                yield Problem(place, "F135", message)
    for pattern, advice in LOOKALIKES.items() if _holds_lookalike(page.text) else ():
        for text, place in _located(re.compile(pattern, re.MULTILINE), page.text, body):
            if place not in reported and not any(f"@{key}" in text for key in page.unknown):
                reported.add(place)
                code = "F124" if advice == _NO_DEFINITION else "F135"
                yield Problem(place, code, f"'{text}' would be printed as it stands: {advice}")
    yield from _parted_labels(body)
    for handle, place in _located(_HANDLE, page.text, body) if "@" in page.text else ():
        if handle[1:] in library.entries:
            yield Problem(place, "F135", f"'{handle}' would be printed as it stands: cite as in '[{handle}]'")


def _parted_labels(body: Body) -> Problems:
    """Yield texts that are no links, because a blank parts them from their label."""
    if not body.links or not _PARTED.search(body.text):
        return
    links = {link.place for link in body.links}
    for match in _PARTED.finditer(visible_text(body.text)):
        place = place_at(body, match.start())
        if place not in links and place_at(body, match.start("label")) in links:
            message = "write '[text][label]' without the blank, or '\\[text\\]' if it is not a link"
            yield Problem(place, "F124", f"'{' '.join(match['text'].split())[:40]}' would be printed as it stands: {message}")


# Not a citation, a footnote, the box of a task, or code as in `x[0]`.
_PARTED = re.compile(r"(?P<text>\[(?<![\w\]!]\[)(?!\^|[ xX]\])[^\[\]@]+\])(?: |\n *)(?P<label>\[[^\[\]@^][^\[\]]*\])(?![\[(:])")


def _located(pattern: re.Pattern[str], shown: str, body: Body) -> Iterator[tuple[str, Place]]:
    """Yield what a page shows that matches, as it stands in the source, and where."""
    offset = 0
    for match in pattern.finditer(shown):
        written = _ESCAPED.sub(lambda escape: f"\\{chr(int(escape[1]))}", match[0]).partition("\x02")[0]
        # Among the text first, since code may hold the same; then anywhere, since escapes are blank there.
        for source in (visible_text(body.text), body.text):
            matches = (found.start() for found in pattern.finditer(source, offset) if found[0] == written)
            if (start := next(matches, source.find(written, offset))) >= 0:
                offset = start + len(written)
                break
        yield " ".join(written.split())[:40], place_at(body, max(start, 0))


_ESCAPED = re.compile("\x02([0-9]+)\x03")


@rule(
    "text",
    F136="A table's rows have no more cells than its head, and a blank line below them.",
    F137="What belongs to an item of a list is indented by four spaces.",
)
def check_blocks(body: Body, _page: Converted, _library: Library) -> Problems:
    if "|" not in body.text and not _NESTED.search(body.text):
        return
    lines, source = visible_text(body.text).split("\n"), body.text.split("\n")
    for number in _wrong_rows(lines, source) if "|" in body.text else ():
        message = "the row has more cells than the head of the table, and they would be lost; write '\\|' for a bar"
        if "|" not in source[number]:
            message = "the line would be a row of the table above; put a blank line before it"
        yield Problem(_line(body, number), "F136", message)
    for number in _badly_nested(lines, source):
        what = "list would not be nested" if _ITEM.match(lines[number]) else "text would not belong to the item above"
        yield Problem(_line(body, number), "F137", f"the {what}: indent it by four spaces")


def _line(body: Body, number: int) -> Place:
    return Place(body.start.path, body.start.line + number)


_DIVIDER = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def _wrong_rows(lines: list[str], source: list[str]) -> Iterator[int]:
    """Yield the numbers of rows with more cells than the head of their table, and of lines right below it that have none."""
    cells = 0
    for number, line in enumerate(lines):
        if not line.strip():
            cells = 0
        elif cells and (len(line.strip().strip("|").split("|")) > cells or not re.search(r"\||^///|^<!--", source[number])):
            yield number
        elif number and "|" in line and _DIVIDER.match(line) and lines[number - 1].strip():
            cells = len(line.strip().strip("|").split("|"))


_NESTED = re.compile(r"^[ ]+\S", re.MULTILINE)
_FENCE = re.compile(r"[ ]*(?:```|~~~)")
_ITEM = re.compile(r"([ ]*)(?:[-*+]|\d+[.)]|\[\^[^\]\n]+\]:)[ \t]+\S")


def _badly_nested(lines: list[str], source: list[str]) -> Iterator[int]:
    """Yield the numbers of items and paragraphs indented more than the item before, and less than Markdown asks for."""
    indent: int | None = None
    for number, line in enumerate(lines):
        item = _ITEM.match(line)
        begins = (line.strip() or _FENCE.match(source[number])) and number and not source[number - 1].strip()
        wanted = len(source[number]) - len(source[number].lstrip(" "))
        if indent is not None and (item or begins) and indent < wanted < indent + 4 and wanted % 4:
            yield number
        elif item:
            indent = wanted
        elif line.strip() and not line.startswith(" "):
            indent = None
