/* Filters the list in the section that follows the form: papers, whose form has more to choose from, authors, works. The list is
   complete without it. Where a list is in parts, the rows of all of them are fetched when somebody asks; else they are the page's. */
{
  const AT_ONCE = 50 // Rows of other parts that are shown before a reader asks for more.
  const PAUSE = 300 // Milliseconds without a change, after which comes what need not keep up with who types.

  const form = document.querySelector(".sl-filter")
  const section = form.nextElementSibling
  const { count, noun, rows: address, root } = form.dataset
  const lists = [...section.querySelectorAll(":scope > :is(ol, ul)")]
  const status = form.querySelector("[role=status]")
  const chips = form.querySelector(".sl-chips")
  const { clear, more, order, tag: tags } = form.elements
  const controls = [...form.elements].filter(control => control.type !== "button")
  const texts = controls.filter(control => control.type === "search")
  const choices = controls.filter(control => control !== order && !texts.includes(control))
  const searchTexts = form.querySelector("[data-search]")

  // Letters that Unicode does not decompose; the same as in shortlist/text.py.
  const plain = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th" }
  const fold = text =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđıßæœðþ]/g, letter => plain[letter])

  // What a row of papers says to each choice; its last two parts have the authors, and the facts.
  const facts = row => row.lastElementChild
  const says = {
    issue: row => [facts(row).firstElementChild.getAttribute("href").split("/").at(-2)],
    tag: row => [...facts(row).querySelectorAll("a:not(:first-child, .sl-code)")].map(tag => tag.textContent),
    venue: row => [...facts(row).querySelectorAll("i")].map(venue => venue.textContent),
    shelf: row => {
      const states = globalThis.shelf?.of(row.querySelector("a").getAttribute("href").split("/").slice(-3, -1).join("/")) ?? []
      return states.includes("read") ? states : [...states, "unread"]
    },
    code: row => [...facts(row).querySelectorAll(".sl-code")].map(() => "yes"),
  }

  let rows = address ? undefined : lists.flatMap(list => [...list.children])
  let known, byTitle, results, loading, saving, counting, printing, frame, changed, arranged = "", limit = AT_ONCE

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties)
    element.append(...children)
    return element
  }

  // All rows in one string: that is several times as fast as one by one.
  const folded = part => fold(rows.map(part).join("\x1f")).split("\x1f")

  // Once, and not before somebody asks.
  const read = () => {
    if (known) return
    known = Object.fromEntries(choices.map(control => [control.name, rows.map(says[control.name])]))
    known.texts = folded((row, number) => `${row.textContent} ${known.issue?.[number] ?? ""}`)
    if (form.elements.author) known.authors = folded(row => row.children[row.children.length - 2].textContent).map(names => names.split(", "))
  }

  // What is asked: name → what a row has to say to it, all of it.
  const wanted = () => {
    const found = {}
    for (const control of choices) if (control.type === "checkbox" ? control.checked : control.value) found[control.name] = [control.value]
    if (chips?.children.length) found.tag = [...chips.querySelectorAll("button")].map(chip => chip.value)
    else delete found.tag
    return found
  }

  // All words of a text; those of an author in one name.
  const matches = control => {
    const words = fold(control.value).match(/\S+/g)
    const match = text => words.every(word => text.includes(word))
    return control.name === "author" ? index => known.authors[index].some(match) : index => match(known.texts[index])
  }

  const filter = () => {
    clearTimeout(printing)
    const asks = wanted()
    const typed = texts.filter(control => control.value.trim())
    const isUsed = typed.length > 0 || Object.keys(asks).length > 0
    if (clear) clear.hidden = !isUsed
    const behind = Object.keys(asks).length + typed.filter(control => control !== texts[0]).length
    if (more) more.textContent = behind ? `Filter (${behind})` : "Filter"
    const isAsked = isUsed || Boolean(address && order?.value)
    if (!rows) return isAsked ? load() : say()
    if (!isAsked && !known) return show(null)
    read()
    const match = typed.map(matches)
    const matching = [...inOrder()].filter(index => match.every(one => one(index)))
    show(isAsked ? matching.filter(index => !missed(index, asks).length) : null)
    printing = setTimeout(countChoices, PAUSE, matching, asks)
  }

  // What is asked and a row does not say.
  const missed = (index, asks) =>
    Object.keys(asks).filter(name => !asks[name].every(value => known[name][index].includes(value)))

  // How many of the rows that have the words are behind each choice: those that say what is asked of all the others.
  const countChoices = (matching, asks) => {
    const counts = Object.fromEntries(choices.map(control => [control.name, new Map()]))
    for (const index of matching) {
      const without = missed(index, asks)
      if (without.length > 1) continue
      for (const { name } of choices)
        if (!without.length || (without[0] === name && name !== "tag"))
          for (const value of known[name][index]) counts[name].set(value, (counts[name].get(value) || 0) + 1)
    }
    choices.forEach(control => print(control, counts[control.name]))
  }

  const inOrder = () => {
    if (!order?.value) return rows.keys()
    const { compare } = new Intl.Collator("en", { ignorePunctuation: true })
    const titles = byTitle ? [] : rows.map(row => row.querySelector("a").textContent)
    return (byTitle ??= [...titles.keys()].sort((one, other) => compare(titles[one], titles[other])))
  }

  // `shown` are the numbers of rows, in order; null stands for all.
  const show = shown => {
    if (address) showOthers(shown)
    else {
      const isShown = new Set(shown ?? rows.keys())
      rows.forEach((row, index) => {
        if (row.hidden === isShown.has(index)) row.hidden = !row.hidden
      })
      for (const list of lists.length > 1 ? lists : []) {
        list.hidden = [...list.children].every(row => row.hidden)
        list.previousElementSibling.hidden = list.hidden
      }
    }
    say(shown)
  }

  // The rows of a list in parts stand in a list of their own, in place of the page's.
  const showOthers = shown => {
    section.hidden = Boolean(shown)
    results ??= section.parentNode.insertBefore(make("section", { className: section.className, ariaLabel: "Found" }), section)
    results.hidden = !shown
    const some = (shown || []).slice(0, limit).map(index => rows[index])
    for (const link of some.flatMap(row => [...row.querySelectorAll("a:not(.sl-code, [data-root])")])) {
      link.dataset.root = root
      link.setAttribute("href", root + link.getAttribute("href"))
    }
    const next = make("button", { type: "button", onclick: () => ((limit *= 10), filter()) }, "Show more")
    results.replaceChildren(make("ol", { className: "sl-long" }, ...some), ...((shown?.length ?? 0) > limit ? [next] : []))
  }

  const say = shown => {
    const number = value => value.toLocaleString("en")
    const all = Number(count)
    status.textContent = `${shown && shown.length < all ? `${number(shown.length)} of ` : ""}${number(all)} ${all === 1 ? noun.slice(0, -1) : noun}`
    if (!searchTexts) return
    const words = texts[0].value.trim()
    searchTexts.hidden = !words
    searchTexts.dataset.search = words
    searchTexts.href = `?${new URLSearchParams({ q: words })}`
    searchTexts.textContent = `Search the texts for ‘${words.slice(0, 40)}’ →`
    clearTimeout(counting)
    if (words && shown?.length === 0) counting = setTimeout(countTexts, PAUSE, words)
  }

  // How many pages the search finds, when no row has the words. Only then is its index loaded.
  const countTexts = async words => {
    const found = await globalThis.searchTexts?.(words)
    if (!found || searchTexts.dataset.search !== words) return
    const all = found.pages.length, whole = found.pages.filter(page => !page.missing.length).length
    const pages = `${(whole || all).toLocaleString("en")} page${(whole || all) === 1 ? "" : "s"}`
    searchTexts.textContent = `Search the texts: ${pages}${whole || !all ? "" : " with some of the words"} →`
  }

  const load = async () => {
    if (loading) return
    loading = true
    status.textContent = "Loading the whole list …"
    try {
      const answer = await fetch(address)
      if (!answer.ok) throw new Error(answer.status)
      const template = document.createElement("template")
      template.innerHTML = await answer.text()
      rows = [...template.content.children]
    } catch {
      status.textContent = "The whole list could not be loaded; the parts below are complete."
    }
    loading = false
    if (rows) filter()
  }

  const print = (control, counts) => {
    for (const place of control.options || control.labels) {
      const name = control.options ? place.value : control.value
      const text = place.text ?? place.textContent
      const now = text.replace(/\([\d,]+\)$/, `(${(counts.get(name) || 0).toLocaleString("en")})`)
      if (name && now !== text) place.textContent = now
    }
  }

  const arrange = () => {
    if (address || !order || order.value === arranged) return
    arranged = order.value
    lists[0].append(...[...inOrder()].map(index => rows[index]))
  }

  // Several tags at once: each that is chosen becomes a button that takes it out again.
  const choose = values => {
    const known = new Set([...tags.options].map(option => option.value))
    chips.replaceChildren(...[...new Set(values)].filter(value => value && known.has(value)).map(value =>
      make("li", {}, make("button", { type: "button", name: "chip", value, ariaLabel: `Without the tag ${value}` }, `${value} ×`))))
    chips.hidden = !chips.children.length
    tags.value = ""
  }

  const update = () => {
    limit = AT_ONCE
    filter()
  }

  // What is asked stays in the address, so that it can be shared and comes back with the back button; not as `q`, which the
  // search takes.
  const save = how => {
    clearTimeout(saving)
    const url = new URL(location)
    const asks = wanted()
    for (const { name, value } of controls) {
      url.searchParams.delete(name)
      const values = asks[name] ?? (choices.some(control => control.name === name) ? [] : [value.trim()])
      for (const one of values.filter(Boolean)) url.searchParams.append(name, one)
    }
    if (url.href !== location.href) history[how](history.state, "", url)
  }

  // Browsers allow only so many changes of the address in a time, hence the delay.
  const ask = () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(update)
    clearTimeout(saving)
    saving = setTimeout(save, PAUSE, "replaceState")
  }

  // From the address, but for what a reader has typed already.
  const restore = (typed = []) => {
    const state = new URLSearchParams(location.search)
    for (const control of controls.filter(control => !typed.includes(control))) {
      const value = state.get(control.name) || ""
      if (control === tags) choose(state.getAll("tag"))
      else if (control.type === "checkbox") control.checked = value === control.value
      else control.value = value
      if (control.selectedIndex < 0) control.value = "" // No such choice.
    }
    arrange()
    update()
  }

  // To the part that has the anchor of the address: `#ref-ada2020first` may have been on this page, before the list became long.
  const follow = () => {
    const anchor = decodeURIComponent(location.hash.slice(1))
    if (!address || !anchor || document.getElementById(anchor)) return
    const parts = [...section.querySelectorAll("[data-part]")].filter(({ dataset }) => anchor.replace(/^ref-/, "").startsWith(dataset.part))
    const part = parts.sort((one, other) => other.dataset.part.length - one.dataset.part.length)[0]
      ?? section.querySelector("[data-part=other]")
    if (part && part.ariaCurrent !== "page") location.replace(part.href + location.hash)
  }

  form.addEventListener("focusin", () => setTimeout(() => (rows ? read() : form.contains(document.activeElement) && load())))
  form.addEventListener("input", ({ target }) => target.type === "search" && ask())
  form.addEventListener("change", ({ target }) => {
    if (target.type === "search") return save("replaceState")
    if (target === tags) choose([...wanted().tag ?? [], tags.value])
    if (target === order) arrange()
    update()
    // A step back undoes a choice; going through a menu with the arrow keys is one step.
    save(target === changed && target !== tags ? "replaceState" : "pushState")
    changed = target
  })
  form.addEventListener("keydown", event => {
    if (event.key === "Escape" && event.target.type === "search" && event.target.value) {
      event.preventDefault()
      event.target.value = ""
      ask()
    }
  })
  form.addEventListener("click", ({ target }) => {
    if (target === more) more.ariaExpanded = String(form.classList.toggle("is-open"))
    if (target === clear) {
      for (const control of [...texts, ...choices]) control.type === "checkbox" ? (control.checked = false) : (control.value = "")
      choose([])
    } else if (target.name === "chip") choose(wanted().tag.filter(value => value !== target.value))
    else return
    update()
    save("pushState")
    changed = undefined
    texts[0].focus() // What was clicked is gone.
  })
  form.addEventListener("submit", event => {
    event.preventDefault()
    save("replaceState")
  })
  document.addEventListener("shelf", () => {
    known = undefined
    filter()
  })
  addEventListener("popstate", () => {
    changed = undefined
    restore()
  })
  addEventListener("hashchange", follow)
  follow()
  // On a slow connection, somebody may type before this script is there.
  const typed = texts.filter(control => control.value)
  restore(typed)
  if (typed.length) save("replaceState")
}
