/* The search. Everything it needs is fetched when it is first opened: by a button `[data-search]`, by the keys `/`, `s` and
 * `f`, or by an address with `?q=`. Without this script its buttons are not shown.
 *
 * - First come the heads of all pages, by which it answers until the words of their texts are there, too. A page is fetched when a
 *   hit in its text comes into view, to show the sentence; then it is at hand for who opens it.
 * - It is a modal dialog, so that focus stays in it, Escape closes it, and focus goes back to where it was.
 * - The keys `n` and `p` lead to the next page of an issue and the previous one.
 * - What happens is told in one status line, which is announced.
 * - Texts of the index are put on the page as texts, never as HTML.
 */
{
  const script = document.currentScript.src
  const engine = new URL("search-engine.js", script)
  const root = new URL("..", script)
  const isFile = location.protocol === "file:" // Then no script may read the data, which the plugin's option `offline` makes scripts of.
  const AT_ONCE = 20 // Results that are shown before a reader asks for more.

  let dialog, input, status, offer, list, retry, more
  let heads, search, isWhole, loading, failure

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
    offer = make("p", { hidden: true })
    retry = make("button", { type: "button", className: "sl-search__button", hidden: true }, "Try again")
    list = make("ol", { className: "sl-search__results" })
    more = make("button", { type: "button", className: "sl-search__button", hidden: true }, "Show more")
    const form = make("form", { className: "sl-search__form", role: "search" }, input, close)
    const results = make("div", { className: "sl-search__scroll" }, status, offer, retry, list, more)
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
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    const stops = [input, ...offer.querySelectorAll("a"), ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])]
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

  const read = async name => {
    const url = new URL(`search/${name}`, root)
    if (isFile) return loadScript(url.href.replace(/on$/, "")).then(() => searchFiles[`search/${name}`])
    const answer = await fetch(url)
    if (!answer.ok) throw new Error(answer.status)
    return answer.json()
  }

  const readHeads = async () => {
    [heads] = await Promise.all([read("search_index.json"), globalThis.makeSearch || loadScript(engine)])
    search = makeSearch(heads)
  }

  const readWords = async () => {
    const words = await read("words.json")
    if (words.gists.length !== heads.docs.length) throw new Error("not of the same day")
    search = makeSearch(heads, words)
    isWhole = true
  }

  const load = () => {
    if (!isWhole) loading ??= readAll()
    show()
    return loading
  }

  const readAll = async () => {
    failure = ""
    try {
      if (!search) await readHeads()
      show()
      await readWords()
    } catch {
      const what = search ? "the texts have" : "the search has"
      failure = isFile ? "This copy of the site cannot be searched."
        : navigator.onLine ? `${search ? "The texts" : "The search"} could not be loaded.`
        : `You are offline, and ${what} not been loaded yet.`
    }
    loading = undefined
    show()
  }

  const counted = number => `${number.toLocaleString("en")} page${number === 1 ? "" : "s"}`

  // What is told of an answer, as long as the texts are missing, too.
  const told = ({ pages, instead }) => {
    const whole = pages.filter(page => !page.missing.length).length
    const shown = instead.map(([typed, word]) => `Nothing for ‘${typed}’; showing ‘${word}’. `).join("")
    const found = !pages.length ? "No page found"
      : !whole ? `No page has all of these words; ${counted(pages.length)} found with some of them`
      : `${counted(pages.length)} found${whole < pages.length ? `, ${whole} with all of these words` : ""}`
    if (isWhole) return shown + found
    const state = loading ? "Reading the texts …" : failure
    return pages.length ? `${counted(pages.length)} found by title, author or tag. ${state}` : state
  }

  const show = () => {
    if (!dialog) return
    list.replaceChildren()
    more.hidden = offer.hidden = true
    retry.hidden = !failure || isFile
    if (!search) return (status.textContent = failure || "Loading the search …")
    const query = input.value.trim()
    if (!query) return (status.textContent = failure || "Type to search names, titles, authors, topics and texts.")
    const answer = search(query)
    status.textContent = told(answer)
    if (isWhole && !answer.pages.length) offerLists()
    showPages(answer)
    list.parentElement.scrollTop = 0
  }

  const showPages = ({ pages, words }) => {
    const append = () => {
      const start = list.children.length
      list.append(...pages.slice(start, start + AT_ONCE).map(page => result(page, words)))
      more.hidden = list.children.length >= pages.length
      return list.children[start]
    }
    more.onclick = () => append().querySelector("a").focus()
    append()
  }

  // Where to go on when nothing was found: lists of the site, as far as it has them.
  const offerLists = () => {
    const lists = ["papers/", "tags/", "authors/"].flatMap(address => heads.docs.filter(({ location }) => location === address))
    const links = lists.map(({ location, title }) => make("a", { href: addressOf(location) }, title))
    offer.replaceChildren("Look through: ", ...links.flatMap((link, number) => (number ? [", ", link] : [link])))
    offer.hidden = !links.length
  }

  const marked = (text, words) =>
    markWords(text, words).filter(([part]) => part).map(([part, isFound]) => (isFound ? make("mark", {}, part) : part))

  const addressOf = page => new URL(isFile ? `${page}index.html` : page, root)

  const result = (page, words) => {
    const address = addressOf(page.address)
    // To the word itself, where browsers can: it stands in the text alone.
    if (page.inText.length) address.hash = `:~:text=${encodeURIComponent(page.inText[0])}`
    const line = (text, className = "sl-search__about") => (text ? [make("p", { className }, ...marked(text, words))] : [])
    return make("li", {},
      ...line(page.name, "sl-eyebrow"),
      make("a", { href: address }, ...marked(page.title, words)),
      ...line(page.gist, ""),
      ...line([page.authors, page.kind, page.venue].filter(Boolean).join(" · ")),
      ...line(page.tags.join(", ")),
      ...(page.inText.length ? [inText(page)] : []),
      ...(page.missing.length ? [make("p", { className: "sl-search__about" }, `Without: ${page.missing.join(", ")}`)] : []))
  }

  // Names the words, until they come into view and the sentence is there.
  const inText = page => {
    const element = make("p", { className: "sl-search__about" }, `In the text: ${page.inText.join(", ")}`)
    wanted.set(element, page)
    watcher.observe(element)
    return element
  }

  const wanted = new WeakMap()
  const watcher = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(({ target }) => {
    watcher.unobserve(target)
    quote(target, wanted.get(target))
  }))

  const quote = async (element, page) => {
    const sentence = sentenceWith(await textOf(page.address), page.inText)
    if (sentence) element.replaceChildren(...marked(sentence, page.inText))
  }

  const texts = new Map() // Address → promise of the text, which is empty if it cannot be had.
  const textOf = address => {
    if (isFile) return ""
    if (!texts.has(address)) {
      const page = fetch(new URL(address, root)).then(answer => (answer.ok ? answer.text() : ""))
      texts.set(address, page.then(blocksOf).catch(() => texts.delete(address) && ""))
    }
    return texts.get(address)
  }

  // The text of a page for search, a block a line: what the index leaves out is left out, and `…` stands for a formula.
  const blocksOf = html => {
    const page = new DOMParser().parseFromString(html, "text/html")
    for (const element of page.querySelectorAll("nav, .citation, .references, .sl-rows")) element.remove()
    for (const formula of page.querySelectorAll("math")) formula.replaceWith("…")
    const blocks = page.querySelectorAll("main :is(h2, h3, p, li, dt, dd, th, td, summary, pre)")
    return [...blocks].map(block => block.textContent.trim().replace(/\s+/g, " ")).join("\n")
  }

  // What the search finds, for pages that offer it; undefined where it could not be loaded.
  globalThis.searchTexts = async query => {
    await load()
    return isWhole ? search(query) : undefined
  }

  document.addEventListener("click", event => {
    const opener = event.target.closest?.("[data-search]")
    if (!opener) return
    event.preventDefault()
    open(opener.dataset.search || undefined)
  })
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return
    if (["/", "s", "f"].includes(event.key)) {
      event.preventDefault()
      open()
    }
    const rel = { n: "next", p: "prev" }[event.key]
    const neighbor = rel && document.querySelector(`link[rel=${rel}]`)
    if (neighbor) location = neighbor.href
  })

  const asks = new URLSearchParams(location.search).get("q")
  if (asks !== null) open(asks)
}
