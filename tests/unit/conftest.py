"""Unit tests know no MkDocs: they call the engine itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import TinySite


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)
