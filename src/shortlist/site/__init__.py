"""The MkDocs plugin: the only code that knows MkDocs. It loads and checks the library, then hands pages what they show."""

from shortlist.site.plugin import ShortlistPlugin

__all__ = ["ShortlistPlugin"]
