/* A citation shows its reference in a card: on hover, on keyboard focus, on the first tap.
 *
 * The card is copied from the page's own list of references. Without this script, and in browsers without the popover
 * API, a citation is what it is: a link to its reference.
 *
 * - The card stands directly behind its citation, so that who reads on reads it next; being a popover, it is drawn above
 *   everything without leaving that place. Tab passes it by, or thirty citations would be a hundred stops; the key ↓ leads into it.
 * - It is a named group and no more. A tooltip may hold no links (ARIA Authoring Practices, Tooltip), and a dialog would
 *   promise that focus moves into it. Nor does the citation refer to the card: its own name already says which work it
 *   leads to, and a description would have screen readers read the whole reference on top of it.
 * - It can be dismissed and pointed at, and it stays (WCAG 2.2, 1.4.13).
 */
{
  const CITATION = 'a[role="doc-noteref"][href*="#ref-"]'
  const PARTS = ".reference, .reference-summary, .reference-cited-by"
  const OPEN_AFTER = 150 // ms, so that a pointer that only passes by opens nothing
  const CLOSE_AFTER = 300 // ms, in which the pointer can travel to the card
  const GAP = 8 // px, to the citation and to the edges of the window

  let card, citation, opening, closing, pointer

  const citationAt = (target) => target.closest?.(CITATION)
  const isOurs = (node) => !!card && (card.contains(node) || citation.contains(node))
  const isHovered = () => card.matches(":hover") || citation.matches(":hover")
  const isFocused = () => card.matches(":focus-within") || citation.matches(":focus-visible")
  const headerBottom = () => Math.max(0, document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0)

  const copy = (part) => {
    const copied = part.cloneNode(true)
    // Data for reference managers, which would count the work twice.
    copied.querySelectorAll(".Z3988").forEach((data) => data.remove())
    copied.querySelectorAll("[id]").forEach((child) => child.removeAttribute("id"))
    if (copied.matches(".reference-summary")) copied.firstChild.data = "We picked this: "
    return copied
  }

  const open = (link) => {
    clearTimeout(opening)
    clearTimeout(closing)
    if (link === citation && card.isConnected) return
    close()
    const reference = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (!reference || !link.isConnected) return
    const jump = Object.assign(document.createElement("a"), { href: link.hash, className: "sl-card__jump" })
    jump.textContent = `Go to reference ${link.textContent}`
    citation = link
    card = document.createElement("div")
    card.className = "sl-card"
    card.popover = "manual"
    card.tabIndex = -1 // A click on its text puts the focus into it, and so keeps it open.
    card.role = "group"
    card.ariaLabel = `Reference ${link.textContent}`
    const hint = Object.assign(document.createElement("small"), { className: "sl-card__hint", textContent: "↓ leads into this card" })
    card.append(...[...reference.querySelectorAll(PARTS)].map(copy), jump, hint)
    for (const stop of card.querySelectorAll("a")) stop.tabIndex = -1
    link.after(card)
    link.ariaKeyShortcuts = "ArrowDown"
    card.showPopover()
    place()
  }

  const close = () => {
    clearTimeout(opening)
    clearTimeout(closing)
    const closed = card
    card = citation = undefined // Before what has the focus in it loses that, and asks to close it too.
    closed?.remove()
  }

  /* Above the citation if there is room, else below, else where there is more; never over it. */
  const place = () => {
    const top = headerBottom()
    const { clientWidth: right, clientHeight: bottom } = document.documentElement
    card.style.maxHeight = ""
    const { width, height } = card.getBoundingClientRect()
    const room = (box) => [box.top - top - 2 * GAP, bottom - box.bottom - 2 * GAP]
    // The whole citation, which may hold several numbers and wrap; its link alone should that leave no room.
    let box = (citation.closest("sup") ?? citation).getBoundingClientRect()
    if (Math.max(...room(box)) < Math.min(height, 100)) box = citation.getBoundingClientRect()
    const [above, below] = room(box)
    const isAbove = height <= above || (height > below && above > below)
    const most = Math.max(0, isAbove ? above : below)
    const left = (box.left + box.right - width) / 2
    card.style.maxHeight = `${most}px`
    card.style.top = `${isAbove ? box.top - GAP - Math.min(height, most) : box.bottom + GAP}px`
    card.style.left = `${Math.max(GAP, Math.min(left, right - width - GAP))}px`
  }

  /* The card goes with its citation, until that leaves the window. */
  const follow = () => {
    const box = citation.getBoundingClientRect()
    if (!card.isConnected || box.bottom < headerBottom() || box.top > innerHeight) close()
    else place()
  }

  const on = (type, listener, options) => document.addEventListener(type, listener, options)

  if (HTMLElement.prototype.showPopover) {
    on("pointerover", ({ target, pointerType, buttons }) => {
      clearTimeout(opening)
      const link = citationAt(target)
      // Not while text is being selected.
      if (link && link !== citation && pointerType !== "touch" && !buttons) opening = setTimeout(open, OPEN_AFTER, link)
    })
    on("pointerout", ({ target, relatedTarget, pointerType }) => {
      if (!relatedTarget) clearTimeout(opening)
      if (pointerType === "touch" || !isOurs(target) || isOurs(relatedTarget)) return
      clearTimeout(closing)
      closing = setTimeout(() => isHovered() || isFocused() || close(), CLOSE_AFTER)
    })
    on("focusin", ({ target }) => {
      const link = citationAt(target)
      if (link?.matches(":focus-visible")) open(link)
    })
    on("focusout", ({ target, relatedTarget }) => {
      if (isOurs(target) && !isOurs(relatedTarget) && !isHovered()) close()
    })
    on("keydown", event => {
      if (!card) return
      if (event.key === "ArrowDown" && document.activeElement === citation) {
        event.preventDefault()
        for (const stop of card.querySelectorAll("a")) stop.tabIndex = 0
        card.querySelector("a").focus()
      }
      if (event.key !== "Escape") return
      if (card.contains(document.activeElement)) citation.focus()
      close()
    })
    on("pointerdown", ({ pointerType }) => (pointer = pointerType))
    on("pointerup", ({ target, pointerType }) => pointerType === "mouse" || isOurs(target) || close())
    on("click", (event) => {
      const { target, detail, ctrlKey, metaKey, shiftKey, altKey } = event
      const link = citationAt(target)
      if (ctrlKey || metaKey || shiftKey || altKey) return
      // A click by keyboard has no detail.
      if (link && link !== citation && detail && pointer !== "mouse") {
        event.preventDefault()
        open(link)
      } else if (link || target.closest?.(".sl-card__jump")) {
        setTimeout(close) // After the jump.
      } else if (card?.contains(target) && !target.closest("a")) {
        event.preventDefault() // The citation may stand in a summary, which a click would fold.
      }
    })
    // Who copies the text copies the text, and no card in the middle of it.
    on("copy", () => card?.contains(getSelection().anchorNode) || close())
    on("scroll", ({ target }) => card && !card.contains(target) && follow(), { capture: true, passive: true })
    addEventListener("resize", () => card && follow())
  }
}
