/* The search. Everything it needs is fetched when it is first opened: by a button `[data-search]`, by the keys `/`, `s` and
 * `f`, or by an address with `?q=`. Without this script its buttons are not shown.
 *
 * - It is a modal dialog, so that focus stays in it, Escape closes it, and focus goes back to where it was.
 * - What happens is told in one status line, which is announced.
 * - Texts of the index are put on the page as texts, never as HTML.
 */
{
  const script = document.currentScript.src
  const engine = new URL("search-engine.js", script)
  const data = new URL("../search/search_index.json", script)
  const root = new URL("..", script)
  const isFile = location.protocol === "file:" // Then no script may read the index, but the plugin's option `offline` makes a script of it.
  const AT_ONCE = 20 // Results that are shown before a reader asks for more.

  let dialog, input, status, list, retry, more, search, loading

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties)
    element.append(...children)
    return element
  }

  const build = () => {
    input = make("input", { type: "text", name: "q", ariaLabel: "Search", placeholder: "Title, author, topic or word", maxLength: 200 })
    for (const [name, value] of [["autocomplete", "off"], ["autocapitalize", "off"], ["spellcheck", "false"], ["enterkeyhint", "search"]])
      input.setAttribute(name, value)
    const close = make("button", { type: "button", className: "sl-search__close" }, "Close")
    status = make("p", { className: "sl-search__status", role: "status" })
    retry = make("button", { type: "button", className: "sl-search__button", hidden: true }, "Try again")
    list = make("ol", { className: "sl-search__results" })
    more = make("button", { type: "button", className: "sl-search__button", hidden: true }, "Show more")
    const form = make("form", { className: "sl-search__form", role: "search" }, input, close)
    const results = make("div", { className: "sl-search__scroll" }, status, retry, list, more)
    dialog = make("dialog", { className: "sl-search", ariaLabel: "Search" }, form, results)
    document.body.append(dialog)

    form.addEventListener("submit", event => {
      event.preventDefault()
      list.querySelector("a")?.click()
    })
    input.addEventListener("input", show)
    close.addEventListener("click", () => dialog.close())
    retry.addEventListener("click", () => {
      load()
      input.focus()
    })
    dialog.addEventListener("keydown", move)
    dialog.addEventListener("click", event => {
      if (event.target === dialog) dialog.close() // Beside the box.
      const link = event.target.closest("a")
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      // The way back leads to these results, unless they lead to this very page.
      if (link.pathname === location.pathname) return dialog.close()
      remember(input.value)
      setTimeout(() => event.defaultPrevented && dialog.close()) // By the theme's instant navigation, which keeps the page.
    })
    dialog.addEventListener("close", () => remember(""))
  }

  const remember = query => {
    const address = new URL(location)
    query ? address.searchParams.set("q", query) : address.searchParams.delete("q")
    if (address.href !== location.href) history.replaceState(history.state, "", address)
  }

  // Up and down go through the field and the results.
  const move = event => {
    event.stopPropagation() // Else the theme takes an `n` on a result for a wish to see the next page.
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    const stops = [input, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])]
    const next = stops[stops.indexOf(document.activeElement) + step]
    event.preventDefault()
    next?.focus()
    next?.scrollIntoView({ block: "nearest" })
  }

  const open = query => {
    if (!dialog) build()
    if (query !== undefined) input.value = query
    if (!dialog.open) dialog.showModal()
    input.focus()
    input.select()
    load()
  }

  const loadScript = src => new Promise((resolve, reject) => {
    const element = make("script", { src, onload: resolve })
    element.onerror = () => {
      element.remove()
      reject(new Error("no script"))
    }
    document.head.append(element)
  })

  const loadIndex = async () => {
    if (isFile) return loadScript(new URL("search_index.js", data)).then(() => searchIndex)
    const answer = await fetch(data)
    if (!answer.ok) throw new Error(answer.status)
    return answer.json()
  }

  const load = async () => {
    if (search || loading) return
    loading = true
    retry.hidden = true
    status.textContent = "Loading the search …"
    try {
      const [index] = await Promise.all([loadIndex(), globalThis.makeSearch || loadScript(engine)])
      search = makeSearch(index)
    } catch {
      status.textContent = isFile ? "This copy of the site cannot be searched."
        : navigator.onLine ? "The search could not be loaded."
        : "You are offline, and the search has not been loaded yet."
      retry.hidden = isFile
    }
    loading = false
    if (search) show()
  }

  const counted = number => `${number.toLocaleString("en")} page${number === 1 ? "" : "s"}`

  const show = () => {
    if (!search) return
    const query = input.value.trim()
    list.replaceChildren()
    more.hidden = true
    if (!query) return (status.textContent = "Type to search titles, authors, topics and texts.")
    const { pages, words, isComplete } = search(query)
    status.textContent = isComplete && pages.length ? `${counted(pages.length)} found`
      : pages.length ? `No page has all of these words; ${counted(pages.length)} found with some of them`
      : "No page found"
    const append = () => {
      const start = list.children.length
      list.append(...pages.slice(start, start + AT_ONCE).map(page => result(page, words)))
      more.hidden = list.children.length >= pages.length
      return list.children[start]
    }
    more.onclick = () => append().querySelector("a").focus()
    append()
    list.parentElement.scrollTop = 0
  }

  const result = (page, words) => {
    const marked = text =>
      markWords(text, words).filter(([part]) => part).map(([part, isFound]) => (isFound ? make("mark", {}, part) : part))
    const address = new URL(isFile ? `${page.address}index.html` : page.address, root)
    // To the word itself, where browsers can: it stands in the text alone.
    if (page.inText.length) address.hash = `:~:text=${encodeURIComponent(page.inText[0])}`
    const about = [...(page.authors ? marked(page.authors) : []), ...(page.authors && page.kind ? [" · "] : []), ...marked(page.kind)]
    const notes = [
      page.inText.length ? `In the text: ${page.inText.join(", ")}` : "",
      page.missing.length ? `Without: ${page.missing.join(", ")}` : "",
    ].filter(Boolean)
    return make("li", {},
      make("a", { href: address }, ...marked(page.title)),
      ...(page.gist ? [make("p", {}, ...marked(page.gist))] : []),
      ...(about.length ? [make("p", { className: "sl-search__about" }, ...about)] : []),
      ...(page.tags.length ? [make("p", { className: "sl-search__about" }, ...marked(page.tags.join(", ")))] : []),
      ...(notes.length ? [make("p", { className: "sl-search__about" }, notes.join(". "))] : []))
  }

  document.addEventListener("click", event => {
    if (!event.target.closest?.("[data-search]")) return
    event.preventDefault()
    open()
  })
  document.addEventListener("keydown", event => {
    if (!["/", "s", "f"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return
    event.preventDefault()
    open()
  })

  const asks = new URLSearchParams(location.search).get("q")
  if (asks !== null) open(asks)
}
