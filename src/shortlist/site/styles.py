"""One stylesheet out of those that `extra_css` lists: a page asks for it once, and names it once."""

from __future__ import annotations

import re
from hashlib import sha256

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


def one_stylesheet(files: Files, config: MkDocsConfig) -> None:
    """Put the site's own stylesheets into one file, in their order, without comments and indentation.

    Its name tells its content, so that no browser shows a new page with old styles. Stylesheets that are not files of the
    site, such as addresses, stay as they are, after it. Strings in our stylesheets hold neither line ends nor `/*`.
    """
    own = [file for path in config.extra_css if (file := files.get_file_from_path(str(path))) is not None]
    if not own:
        return
    css = _SPACE.sub("\n", _COMMENT.sub("", "\n".join(file.content_string for file in own))).strip() + "\n"
    merged = File.generated(config, f"assets/shortlist.{sha256(css.encode()).hexdigest()[:8]}.css", content=css)
    names = {file.src_uri for file in own}
    for file in own:
        files.remove(file)
    files.append(merged)
    config.extra_css = [merged.src_uri, *(path for path in config.extra_css if str(path) not in names)]
