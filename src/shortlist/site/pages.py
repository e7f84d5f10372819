"""Pages of the library, converted by one Markdown parser for the whole build.

MkDocs sets up a parser for every page, which takes as long as converting a short one, reads the header that we have read,
and goes through each page once more with an HTML parser to learn its anchors. Our own checks know the anchors (F121).
"""

from __future__ import annotations

from markdown import Markdown
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

# MkDocs's own way of turning links to files into addresses. Ours to write when MkDocs renames it.
from mkdocs.structure.pages import Page, _RelativePathTreeprocessor
from mkdocs.structure.toc import get_toc


class LibraryPage(Page):
    """An issue or summary, whose links and anchors `shortlist.checks` has checked."""

    def __init__(self, file: File, config: MkDocsConfig, title: str, text: str, parser: Markdown) -> None:
        super().__init__(title, file, config)  # Known before the page is read, since neighbors show it. HTML.
        self.text = text
        self.parser = parser

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the Markdown that the library holds. The header's fields come with the page's view."""
        self.markdown = self.text

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown. `present_anchor_ids` stays empty-handed, so MkDocs does not judge links to this page."""
        parser = self.parser.reset()
        _RelativePathTreeprocessor(self.file, files, config)._register(parser)
        self.content = parser.convert(self.markdown or "")
        self.toc = get_toc(getattr(parser, "toc_tokens", []))


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


def make_parser(config: MkDocsConfig) -> Markdown:
    """A parser with the site's extensions."""
    parser = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
    # Its pattern is tried at each character; looking ahead for what can begin a match takes a quarter of the time.
    parser.inlinePatterns.register(BacktickInlineProcessor(rf"(?=[\\`])(?:{BACKTICK_RE})"), "backtick", 190)
    return parser
