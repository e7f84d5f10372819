/* Filters the list in the section that follows the form: the works of the bibliography, and the papers, whose form has more
   to choose from. The list is complete without it. */
{
  const form = document.querySelector(".sl-filter")
  const lists = [...form.nextElementSibling.querySelectorAll(":scope > ol")] // Of many papers, each has as many but the last.
  const items = lists.flatMap(list => [...list.children])
  const size = lists[0]?.children.length
  const status = form.querySelector("[role=status]")
  const controls = [...form.elements].filter(control => control.name && control.type !== "button")
  const isText = control => control.type === "search"
  const choices = controls.filter(control => !isText(control) && control.name !== "order")

  // Letters that Unicode does not decompose; the same as in shortlist/reading/folding.py.
  const plain = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th" }
  const fold = text =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđıßæœðþ]/g, letter => plain[letter])

  // What the third part of a row says to each choice; its second part has the authors.
  const says = {
    issue: facts => [facts.firstElementChild.getAttribute("href").split("/").at(-2)],
    tag: facts => [...facts.querySelectorAll("a:not(:first-child, .sl-code)")].map(tag => tag.textContent),
    venue: facts => [...facts.querySelectorAll("i")].map(venue => venue.textContent),
    code: facts => [...facts.querySelectorAll(".sl-code")].map(() => "yes"),
  }

  let texts, values, asked, saving, changed
  const orders = { "": items.map((_, index) => index) }
  let order = ""

  // All rows in one string: that is several times as fast as one by one.
  const folded = part => fold(items.map(item => part(item).textContent).join("\x1f")).split("\x1f")

  // Once, and not before somebody asks.
  const read = () => {
    if (texts) return
    texts = { filter: folded(item => item) }
    if (form.elements.author) texts.author = folded(item => item.children[1]).map(names => names.split(", "))
    values = choices.map(control => items.map(item => says[control.name](item.children[2])))
  }

  const value = control => (control.type === "checkbox" && !control.checked ? "" : control.value.trim())

  // All words of a text; those of an author in one name.
  const matches = control => {
    const words = fold(control.value).match(/\S+/g)
    const match = text => words.every(word => text.includes(word))
    return control.name === "author" ? index => texts.author[index].some(match) : index => match(texts.filter[index])
  }

  const filter = () => {
    const used = choices.map(value)
    const wanted = controls.filter(control => isText(control) && value(control)).map(matches)
    const isUsed = wanted.length || used.some(Boolean)
    if (isUsed) read()
    const counts = choices.map(() => new Map())
    const shown = lists.map(() => 0)
    orders[order].forEach((index, place) => {
      const item = items[index]
      let hidden = !wanted.every(match => match(index))
      if (!hidden && values) {
        // A row counts behind a choice if it shows for all the others.
        const missed = used.flatMap((one, number) => (one && !values[number][index].includes(one) ? [number] : []))
        hidden = missed.length > 0
        if (missed.length < 2)
          values.forEach((said, number) => {
            if (!hidden || missed[0] === number)
              said[index].forEach(one => counts[number].set(one, (counts[number].get(one) || 0) + 1))
          })
      }
      if (item.hidden !== hidden) item.hidden = hidden
      shown[Math.floor(place / size)] += !hidden
    })
    if (lists.length > 1)
      lists.forEach((list, number) => {
        list.hidden = !shown[number]
        list.style.setProperty("--sl-rows", shown[number])
      })
    if (values) choices.forEach((control, number) => print(control, counts[number]))
    const [all, left] = [items.length, shown.reduce((sum, one) => sum + one, 0)].map(number => number.toLocaleString("en"))
    status.textContent = `${isUsed ? `${left} of ` : ""}${all} ${form.dataset.noun}`
  }

  const print = (control, counts) => {
    for (const place of control.options || control.labels) {
      const name = control.options ? place.value : control.value
      const text = place.text ?? place.textContent
      const now = text.replace(/\([\d,]+\)$/, `(${(counts.get(name) || 0).toLocaleString("en")})`)
      if (name && now !== text) place.textContent = now
    }
  }

  const byTitle = () => {
    const titles = items.map(item => item.firstElementChild.textContent)
    const { compare } = new Intl.Collator("en", { ignorePunctuation: true })
    return titles.map((_, index) => index).sort((one, other) => compare(titles[one], titles[other]))
  }

  const arrange = () => {
    const wanted = form.elements.order?.value || ""
    if (wanted === order) return
    order = wanted
    orders[order] ||= byTitle()
    const rows = orders[order].map(index => items[index])
    lists.forEach((list, number) => list.append(...rows.slice(number * size, (number + 1) * size)))
  }

  const show = () => {
    arrange()
    filter()
  }

  // What is asked stays in the address, so that it can be shared and comes back with the back button; not as `q`, which the
  // theme takes for its search.
  const save = how => {
    clearTimeout(saving)
    if (!form.isConnected) return // The reader went on, with the theme's instant navigation.
    const address = new URL(location)
    for (const control of controls)
      value(control) ? address.searchParams.set(control.name, value(control)) : address.searchParams.delete(control.name)
    if (address.href !== location.href) history[how](history.state, "", address)
  }

  // Browsers allow only so many changes of the address in a time, hence the delay.
  const ask = () => {
    cancelAnimationFrame(asked)
    asked = requestAnimationFrame(filter)
    clearTimeout(saving)
    saving = setTimeout(save, 300, "replaceState")
  }

  // From the address, but for what a reader has typed already.
  const load = (typed = []) => {
    const address = new URLSearchParams(location.search)
    for (const control of controls.filter(control => !typed.includes(control))) {
      const wanted = address.get(control.name) || ""
      if (control.type === "checkbox") control.checked = wanted === control.value
      else control.value = wanted
      if (control.selectedIndex < 0) control.value = "" // No such choice.
    }
    show()
  }

  form.addEventListener("focusin", () => setTimeout(read))
  form.addEventListener("input", ({ target }) => isText(target) && ask())
  form.addEventListener("change", ({ target }) => {
    if (isText(target)) return save("replaceState")
    show()
    // A step back undoes a choice; going through a menu with the arrow keys is one step.
    save(target === changed ? "replaceState" : "pushState")
    changed = target
  })
  form.addEventListener("keydown", event => {
    if (event.key === "Escape" && isText(event.target) && event.target.value) {
      event.preventDefault()
      event.target.value = ""
      ask()
    }
  })
  form.addEventListener("click", ({ target }) => {
    if (target.name !== "clear") return
    for (const control of controls)
      if (control.type === "checkbox") control.checked = false
      else if (control.name !== "order") control.value = ""
    show()
    save("pushState")
    changed = undefined
  })
  form.addEventListener("submit", event => {
    event.preventDefault()
    save("replaceState")
  })
  addEventListener("popstate", () => {
    changed = undefined
    if (form.isConnected) load()
  })
  // On a slow connection, somebody may type before this script is there.
  const typed = controls.filter(control => isText(control) && control.value)
  load(typed)
  if (typed.length) save("replaceState")
}
