"""A stylesheet cut to what a site uses."""

from __future__ import annotations

import pytest

from shortlist.site.stylesheet import classes_of, cut, words_of


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("a{b:c}", "a{b:c}"),
        (".used{b:c}.not{b:c}", ".used{b:c}"),
        (".not,.used>a,.used .not{b:c}", ".used>a{b:c}"),
        (".used:not(.not){b:c}", ".used:not(.not){b:c}"),
        (".used.not{b:c}", ""),
        ("#used{b:c}#not{b:c}", "#used{b:c}"),
        ("[href=not]{b:c}", "[href=not]{b:c}"),
        ("[data-used]{b:c}[data-not]{b:c}", "[data-used]{b:c}"),
        ("[data-used=used]{b:c}[data-used='not']{b:c}", "[data-used=used]{b:c}"),
        ("[dir=ltr] a{b:c}[dir=rtl] a{b:c}", "[dir=ltr] a{b:c}"),
        (r".md\:used{b:c}.md\:not{b:c}", ""),
        (".a,.b{content:'.used{},'}.used:after{content:'},{'}", '.used:after{content:"},{"}'),
        ("@media print{.not{b:c}}@media print{.used{b:c}}", "@media print{.used{b:c}}"),
        ("@media print{@supports (a:b){.used{b:c}.not{b:c}}}", "@media print{@supports (a:b){.used{b:c}}}"),
        ("@keyframes x{to{b:c}}.not{animation:1s x}", "@keyframes x{to{b:c}}"),
        (":root{--not:url(x);--used:1}", ":root{--used:1}"),
        (":root{--x:1;--y:2}a{b:calc(2*var(--x))}", ":root{--x:1}a{b:calc(2*var(--x))}"),
        ("a{b:c!important;d:e}", "a{b:c!important;d:e}"),
        ("a{}b{--not:1}", ""),
        ("/* .used{} */a{b:c}", "a{b:c}"),
        ("a{b:c", "a{b:c}"),
        ("\u2028@charset 'x';", ""),
        ("", ""),
    ],
)
def test_what_nothing_matches_goes(css: str, kept: str) -> None:
    assert cut(css, {"used", "data-used", "dir", "ltr", "--used"}).replace("\n@media", "@media") == kept


def test_words_are_those_of_scripts_and_templates() -> None:
    assert words_of(["x.classList.add('a-b__c')", '<p class="d {{ e }}">']) >= {"a-b__c", "d"}


def test_classes_are_those_of_pages() -> None:
    assert classes_of('<p class="a b"><i class="c" id="d">class="e"</i><p class="a" dir="rtl">') == {"a", "b", "c", "e", "rtl"}
    assert classes_of("<p>") == set()
