"""Judges where text stands: inside the window or in a box that scrolls, whole, and on nothing else."""

from __future__ import annotations

from playwright.sync_api import Page

# Of each line of text its middle half counts: what faces call the height of a line reaches into the neighboring ones.
_FAULTS = """() => {
    // What is out of view and skipped has no place yet that could be judged.
    const shown = new CSSStyleSheet()
    shown.replaceSync("* { content-visibility: visible !important }")
    document.adoptedStyleSheets.push(shown)
    const width = document.documentElement.clientWidth
    const faults = new Set()
    const isUnseen = box => box.width < 2 || box.height < 2
    const boxes = []
    const scrolls = element => ["auto", "scroll"].includes(getComputedStyle(element).overflowX)
    const hides = element => ["hidden", "clip"].includes(getComputedStyle(element).overflowX)
    const say = (what, text) => faults.add(`${what}: ${text.trim().slice(0, 60)}`)
    if (document.scrollingElement.scrollWidth > width) say("the page scrolls sideways", String(document.scrollingElement.scrollWidth))
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const element = text.parentElement
        if (!text.data.trim() || !element.checkVisibility({ opacityProperty: true }) || element.closest("math, script, svg, option")) continue
        const range = document.createRange()
        range.selectNodeContents(text)
        for (const box of range.getClientRects()) {
            if (isUnseen(box)) continue
            let inside = element, cut = false
            for (; inside && !scrolls(inside); inside = inside.parentElement) {
                const own = inside.getBoundingClientRect()
                if (isUnseen(own) && getComputedStyle(inside).position === "absolute") { cut = true; break }
                if (hides(inside) && (box.left < own.left - 1 || box.right > own.right + 1)) say("cut off", text.data)
            }
            if (cut) break
            if (!inside && (box.left < -0.5 || box.right > width + 0.5)) say("out of the window", text.data)
            if (inside) continue
            const quarter = box.height / 4
            boxes.push({ text, left: box.left + 1, right: box.right - 1, top: box.top + quarter, bottom: box.bottom - quarter })
        }
    }
    boxes.sort((one, other) => one.top - other.top)
    boxes.forEach((one, index) => {
        for (let next = index + 1; next < boxes.length && boxes[next].top < one.bottom; next += 1) {
            const other = boxes[next]
            if (other.text !== one.text && one.left < other.right && other.left < one.right)
                say("overlap", `${one.text.data.trim().slice(0, 40)} / ${other.text.data.trim().slice(0, 40)}`)
        }
    })
    for (const box of document.querySelectorAll("article *, dialog *")) {
        if (box.checkVisibility() && scrolls(box) && box.scrollWidth > box.clientWidth + 1 && box.tabIndex < 0
            && !box.querySelector("a, button"))
            say("scrolls, but not by keyboard", box.outerHTML)
    }
    document.adoptedStyleSheets.pop()
    return [...faults]
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with the layout of an open page at its present size; for people, one line each."""
    found: list[str] = page.evaluate(_FAULTS)
    return found
