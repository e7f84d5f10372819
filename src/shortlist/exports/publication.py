"""The site as channels outside of it name it: addresses in full, and ids that stay when it moves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shortlist.identifiers import license_url
from shortlist.reading.settings import Settings
from shortlist.text import clean

LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Publication:
    name: str
    description: str
    """Both are one line of plain text."""
    url: str
    """Ends with a slash. Empty if it is not known; then nothing can be said that needs it."""
    authority: str = ""
    """A domain, and a year in which it was the publisher's: `example.org,2026`."""
    license: str = Settings().license
    """Of the text, as its SPDX id."""

    @property
    def license_url(self) -> str:
        return license_url(self.license)

    @property
    def license_name(self) -> str:
        """Return the license as its people write it: `CC BY-SA 4.0`."""
        name, _, version = self.license.rpartition("-")
        return f"{name.replace('CC-', 'CC ')} {version}"

    def id(self, path: str) -> str:
        """Return the lasting id of what has this path: a `tag:` URI, or its URL where no authority is set. Source: RFC 4151."""
        return f"tag:{self.authority}:{path}" if self.authority else f"{self.url}{path}"


def publication_of(settings: Settings) -> Publication:
    """Return what the settings say of the site."""
    name, description = clean(settings.site_name), clean(settings.site_description)
    url = settings.site_url.rstrip("/")
    return Publication(name, description, url and f"{url}/", settings.authority, settings.license)


def authority_fault(authority: str) -> str:
    """Return what is wrong with the authority of lasting ids, and how to mend it; nothing if it can be used, or is left out."""
    if not authority or _AUTHORITY.fullmatch(authority):
        return ""
    return (
        f"the option 'authority' of the plugin 'shortlist' in mkdocs.yml is '{authority}'; expected a domain and a year in which "
        "it was yours, as in 'example.org,2026'"
    )


_AUTHORITY = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+,[12][0-9]{3}(-[0-9]{2}){0,2}")
"""Source: RFC 4151, section 2.1; without addresses of mail."""
