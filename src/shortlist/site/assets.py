"""Files of the site that are not pages: one stylesheet, the theme's files, share cards; and writing them on a second core."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from shortlist.exports.cards import COLORS, Card, draw, fingerprint
from shortlist.reading.colors import TOKENS, read_colors

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")
_UNUSED = ("assets/images/", "assets/javascripts/lunr/", "assets/javascripts/workers/", "assets/stylesheets/palette.")
_FIRST_BYTES = b"\x89PNG\r\n\x1a\n"
"""Of every PNG. Source: PNG specification, 5.2."""


def remove_unused_theme_files(files: Files, favicon: object) -> None:
    """Take out source maps, unused colors and pictures, and the theme's search: twice the weight of the rest."""
    for file in list(files):
        if file.src_uri.endswith(".map") or (file.src_uri.startswith(_UNUSED) and file.src_uri != favicon):
            files.remove(file)


def merge_stylesheets(files: Files, config: MkDocsConfig) -> list[str]:
    """Put the site's own stylesheets into one file, in their order, without comments and indentation; return what pages load.

    Its name tells its content, so that no browser shows a new page with old styles. Stylesheets that are not files of the
    site, such as those of another host, stay as they are, after it. Strings in our stylesheets hold neither line ends nor `/*`.
    """
    own = [file for path in config.extra_css if (file := files.get_file_from_path(str(path))) is not None]
    if not own:
        return config.extra_css
    css = _SPACE.sub("\n", _COMMENT.sub("", "\n".join(file.content_string for file in own))).strip() + "\n"
    merged = File.generated(config, f"assets/shortlist.{sha256(css.encode()).hexdigest()[:8]}.css", content=css)
    names = {file.src_uri for file in own}
    for file in own:
        files.remove(file)
    files.append(merged)
    return [merged.src_uri, *(path for path in config.extra_css if str(path) not in names)]


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


def theme_files(files: Files) -> Mapping[str, str]:
    """Return the addresses of Material's stylesheet and script, which each release names anew. Raises `PluginError`."""
    return {
        "styles": _only(files, "assets/stylesheets/main.", ".css"),
        "script": _only(files, "assets/javascripts/bundle.", ".js"),
    }


def _only(files: Files, start: str, end: str) -> str:
    urls = [file.url for file in files if file.src_uri.startswith(start) and file.src_uri.endswith(end)]
    if len(urls) != 1:
        raise PluginError(f"the theme has {len(urls)} files {start}*{end}; expected one, as in Material for MkDocs 9.8")
    return urls[0]


def card_images(cards: Mapping[str, Card], colors: Mapping[str, str], cache: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the image of each card.

    Cards are kept in `cache`, and drawn again only when they would look different. A build that is interrupted leaves no
    half file there. Where nothing can be kept, cards are drawn each time.
    """
    missing: dict[str, Card] = {}
    kept = {path.name.partition("-")[0]: path for path in cache.glob("*.png")}
    for name, card in cards.items():
        image = _read_card(kept.get(fingerprint(card, colors)))
        if image is None:
            missing[name] = card
        else:
            yield name, image
    for (name, card), image in zip(missing.items(), draw(missing.values(), colors), strict=True) if missing else ():
        _keep_card(cache, fingerprint(card, colors), image)
        yield name, image


def _read_card(path: Path | None) -> bytes | None:
    """Return a card that was kept, if its bytes are still those that were: a file's name has their hash."""
    with suppress(OSError):
        if path and (image := path.read_bytes()).startswith(_FIRST_BYTES) and path.stem.endswith(_hash(image)):
            return image
    return None


def _keep_card(cache: Path, name: str, image: bytes) -> None:
    with suppress(OSError):
        temporary = cache / f"{name}.{os.getpid()}"
        write(temporary, image)
        temporary.replace(cache / f"{name}-{_hash(image)}.png")


def _hash(image: bytes) -> str:
    return sha256(image).hexdigest()[:16]


def write(path: Path, content: str | bytes) -> None:
    """Write a file of the site, line ends as they are."""
    data = content.encode() if isinstance(content, str) else content
    try:
        path.write_bytes(data)
    except FileNotFoundError:  # Rare: most stand beside a page. Asking each time takes as long as writing.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
