"""The MkDocs plugin: the only code that knows MkDocs. It loads and checks the library, then hands pages what they show.

ProperDocs' own command lets its modules answer for those of MkDocs. The preview has to ask for that, where MkDocs is missing.
"""

try:
    import mkdocs  # noqa: F401
except ModuleNotFoundError:
    import properdocs.replacement  # noqa: F401

from shortlist.site.plugin import ShortlistPlugin

__all__ = ["ShortlistPlugin"]
