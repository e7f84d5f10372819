"""Pages of the library, converted by one Markdown parser for the whole build.

MkDocs sets up a parser for every page, which takes as long as converting a short one, reads the header that we have read,
and goes through each page once more with an HTML parser to learn its anchors. Our own checks know the anchors (F121).
"""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page


class LibraryPage(Page):
    """An issue or summary, whose links and anchors `shortlist.checks` has checked."""

    def __init__(self, file: File, config: MkDocsConfig, title: str, text: str) -> None:
        super().__init__(title, file, config)  # Known before the page is read, since neighbors show it. HTML.
        self.text = text

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the Markdown that the library holds. The header's fields come with the page's view."""
        self.markdown = self.text

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leave the HTML to the plugin, which has it."""
        self.content = ""


class WholeIssuePage(Page):
    """An issue and its summaries on one page, put together when all of them are converted."""

    def __init__(self, file: File, config: MkDocsConfig, issue: str, parts: list[Page]) -> None:
        super().__init__(None, file, config)
        self.issue = issue
        """Id of the issue."""
        self.parts = parts
        """The issue's page, then those of its summaries in order."""

    def read_source(self, config: MkDocsConfig) -> None:
        """There is none."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """There is nothing to convert."""
        self.content = ""
