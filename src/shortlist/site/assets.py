"""Files of the site that are not pages: one stylesheet, the theme's files, share cards."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from shortlist.exports.cards import COLORS, Card, draw, fingerprint
from shortlist.maths import styles
from shortlist.reading.colors import TOKENS, read_colors
from shortlist.site.stylesheet import classes_of, cut, words_of

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")
_AROUND_BRACES = re.compile(r";?\n(?=\})|(?<=[{};,])\n| (?=\{\n)")
_SCRIPT_COMMENT = re.compile(r"""^[ \t]*(?://[^\n]*|/\*.*?\*/)$|[ \t]+//[ ][^\n"'`]*$""", re.DOTALL | re.MULTILINE)
"""One that has its lines to itself, or ends a line and holds no quotes: in a string, its end would follow."""
_SCRIPTS = ("assets/javascripts/bundle.", "assets/javascripts/lunr/", "assets/javascripts/workers/")
_UNUSED = ("assets/images/", "assets/stylesheets/palette.", *_SCRIPTS)
_THEME = ("assets/stylesheets/main.", ".css")
"""The name of Material's stylesheet, which each release names anew."""


def remove_unused_theme_files(files: Files, favicon: object) -> None:
    """Take out the theme's scripts, source maps, unused colors and pictures: many times the weight of the rest.

    Pages look the same without its script. What the site needs of it, the site's own scripts do.
    """
    for file in list(files):
        if file.src_uri.endswith(".map") or (file.src_uri.startswith(_UNUSED) and file.src_uri != favicon):
            files.remove(file)


def squeeze_scripts(files: Files, config: MkDocsConfig) -> None:
    """Take comments and indentation out of the site's own scripts, a quarter of their bytes.

    Their strings hold no line ends. Those of others, such as a theme's, stay as they are.
    """
    for file in files.javascript_files():
        if file.src_dir == config.theme.custom_dir:
            file.content_string = _SPACE.sub("\n", _SCRIPT_COMMENT.sub("", file.content_string)).strip() + "\n"


def merge_stylesheets(files: Files, config: MkDocsConfig, *, is_cut: bool) -> list[str]:
    """Put the theme's stylesheet and the site's own into one file, in their order; return what pages load.

    Of the theme's there is what pages, templates and scripts use; without `is_cut` it stays a file of its own, whole. The others
    lose comments, indentation and most line ends; their strings hold neither line ends nor `/*`. The file's name tells its
    content, so that no browser shows a new page with old styles. Stylesheets that are not files of the site, such as those of
    another host, stay as they are, after it. Raises `PluginError` if the theme's is not as Material's.
    """
    theme = _theme_stylesheet(files)
    own = [file for path in config.extra_css if (file := files.get_file_from_path(str(path))) is not None]
    lines = _SPACE.sub("\n", _COMMENT.sub("", "\n".join([styles(), *(file.content_string for file in own)]))).strip()
    css = _AROUND_BRACES.sub("", lines) + "\n"
    names = {file.src_uri for file in own}
    if is_cut:
        properties = {word for word in words_of([css]) if word.startswith("--")}
        css = f"{cut(theme.content_string, _words_in_use(files, config) | properties)}\n{css}"
        own.append(theme)
    for file in own:
        files.remove(file)
    merged = File.generated(config, f"assets/shortlist.{sha256(css.encode()).hexdigest()[:8]}.css", content=css)
    files.append(merged)
    others = [str(path) for path in config.extra_css if str(path) not in names]
    return [*([] if is_cut else [theme.src_uri]), merged.src_uri, *others]


def _words_in_use(files: Files, config: MkDocsConfig) -> set[str]:
    """Return all words of templates and scripts, and the classes of the converted pages."""
    templates = Path(config.theme.custom_dir or "").rglob("*.html")
    scripts = (file.content_string for file in files.javascript_files())
    words = words_of(chain((path.read_text(encoding="utf-8") for path in templates), scripts))
    return words.union(*(classes_of(file.page.content or "") for file in files.documentation_pages() if file.page))


def _theme_stylesheet(files: Files) -> File:
    start, end = _THEME
    found = [file for file in files if file.src_uri.startswith(start) and file.src_uri.endswith(end)]
    if len(found) != 1:
        raise PluginError(f"the theme has {len(found)} files {start}*{end}; expected one, as in Material for MkDocs 9.8")
    return found[0]


def light_colors(files: Files) -> Mapping[str, str]:
    """Return the site's colors by their names, as its stylesheet has them in the light scheme; none without that stylesheet.

    Raises `PluginError` where it lacks one that share cards need.
    """
    if (file := files.get_file_from_path(TOKENS)) is None:
        return {}
    colors = read_colors(file.content_string)
    if missing := [f"--sl-{name}" for name in COLORS if name not in colors]:
        raise PluginError(f"{TOKENS} has no '{missing[0]}: light-dark(#rrggbb, #rrggbb)', a color of share cards and icons")
    return {name: light for name, (light, _) in colors.items()}


def card_images(cards: Mapping[str, Card], colors: Mapping[str, str], cache: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the image of each card.

    Cards are kept in `cache`, and drawn again only when they would look different. A build that is interrupted leaves no
    half file there. Where nothing can be kept, cards are drawn each time.
    """
    for name, card in cards.items():
        path = cache / f"{fingerprint(card, colors)}.png"
        if not (image := _read_card(path)):
            image = draw(card, colors)
            with suppress(OSError):
                temporary = path.with_suffix(f".{os.getpid()}")
                write(temporary, image + sha256(image).digest())
                temporary.replace(path)
        yield name, image


def _read_card(path: Path) -> bytes:
    """Return a card that was kept, if it is still as it was: its hash stands behind it, which no viewer minds."""
    with suppress(OSError):
        data = path.read_bytes()
        image, digest = data[:-32], data[-32:]
        if sha256(image).digest() == digest:
            return image
    return b""


def write(path: Path, content: str | bytes) -> None:
    """Write a file of the site, line ends as they are."""
    data = content.encode() if isinstance(content, str) else content
    try:
        path.write_bytes(data)
    except FileNotFoundError:  # Rare: most stand beside a page. Asking each time takes as long as writing.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
