"""Tables in boxes that scroll."""

from __future__ import annotations

from collections.abc import Callable

from tests.site.conftest import Build
from tests.tiny import FILLER, FIRST, TinySite

BODY = f"""\
## Why

| A | B |
|---|---|
| 1 | 2 [@ada2020first] |

/// table-caption
What it says.
///

Not one: `<table></table>`.

```
<table></table>
```

## Key insights

| C |
|---|
| 3 |

{FILLER}
"""


def test_each_table_has_a_box_of_its_own_and_code_has_none(site: TinySite, run: Callable[..., Build]) -> None:
    site.summary("first", FIRST, body=BODY)
    page = run().page("2021-04/first/")
    boxes = page.xpath("//div[@role='group' and @aria-label='Table' and @tabindex='0']")
    assert [box.xpath("count(./table)") for box in boxes] == [1, 1]
    assert [box.xpath("string(.//th)") for box in boxes] == ["A", "C"]
    assert page.xpath("//code/text()") == ["<table></table>", "<table></table>\n"]
    assert len(page.xpath("//figure[figcaption]/div[@aria-label='Table']")) == 1
