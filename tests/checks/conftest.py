"""Sites on disk, held against the rules. No MkDocs: the engine itself is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import TinySite


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)
