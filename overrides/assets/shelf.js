/* A reader's shelf: which picks were read, which are kept, and what is new since the last visit. All of it stays in this browser,
 * and where that keeps nothing, nothing of it is shown.
 *
 * `sl-shelf` in storage is {"2021-04/glm": "kept read"}, `sl-seen` the newest issue that home has shown. What else is found there
 * counts as nothing. Pages of one host may share a storage, hence the path of the site in both names.
 */
{
  const STATES = ["kept", "read"]
  const LABELS = { kept: "Keep", read: "Read" }
  const MAX_PICKS = 20_000
  const scope = new URL("..", document.currentScript.src).pathname
  const isId = id => /^[0-9]{4}-[0-9]{2}\/[a-z0-9-]{1,80}$/.test(id)

  const storage = (() => {
    try {
      localStorage.setItem(`${scope}sl-try`, "")
      localStorage.removeItem(`${scope}sl-try`)
      return localStorage
    } catch {} // Off, or full: then nothing could be kept.
  })()

  // From any text to a shelf: unknown ids and states are dropped.
  const parse = text => {
    let data
    try {
      data = JSON.parse(text)
    } catch {}
    const picks = Object.entries(data && typeof data === "object" ? data : {}).slice(0, MAX_PICKS)
    const known = picks.map(([id, states]) => [id, STATES.filter(state => String(states).split(" ").includes(state)).join(" ")])
    return new Map(known.filter(([id, states]) => isId(id) && states))
  }
  let shelf
  const load = () => (shelf = parse(storage.getItem(`${scope}sl-shelf`)))
  const text = () => JSON.stringify(Object.fromEntries(shelf), null, 1)
  const save = () => {
    try {
      storage.setItem(`${scope}sl-shelf`, text())
      return true
    } catch {
      return false
    }
  }
  const has = (id, state) => (shelf.get(id) ?? "").split(" ").includes(state)

  const show = () => {
    load()
    for (const button of document.querySelectorAll("button[data-mark]"))
      button.ariaPressed = String(has(button.parentElement.dataset.pick, button.dataset.mark))
    document.dispatchEvent(new Event("shelf"))
  }

  const say = words => {
    for (const status of document.querySelectorAll(".sl-shelf [role=status]")) status.textContent = words
  }

  const toggle = (id, state) => {
    load()
    const states = STATES.filter(one => has(id, one) !== (one === state)).join(" ")
    states ? shelf.set(id, states) : shelf.delete(id)
    if (!save()) say("This browser's storage is full; nothing was marked.")
    show()
  }

  const addButtons = () => {
    for (const place of document.querySelectorAll("[data-pick]"))
      place.append(...STATES.map(state => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: LABELS[state] })
        button.dataset.mark = state
        button.setAttribute("aria-label", `${LABELS[state]}: ${place.dataset.name}`)
        return button
      }))
  }

  // Home: what came since another day. The same until the browser's window is closed.
  const markNew = () => {
    const places = [...document.querySelectorAll("[data-issue]")]
    if (!places.length) return
    const seen = sessionStorage.getItem(`${scope}sl-seen`) ?? storage.getItem(`${scope}sl-seen`) ?? ""
    const newest = places.map(place => place.dataset.issue).sort().at(-1)
    try {
      sessionStorage.setItem(`${scope}sl-seen`, seen)
      storage.setItem(`${scope}sl-seen`, newest)
    } catch {}
    if (/^[0-9]{4}-[0-9]{2}$/.test(seen)) for (const place of places) place.hidden = place.dataset.issue <= seen
  }

  const download = () => {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([text()], { type: "application/json" }))
    link.download = "shelf.json"
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }

  const upload = async file => {
    const added = parse(file.size < 4e6 ? await file.text() : "")
    load()
    for (const [id, states] of added)
      shelf.set(id, STATES.filter(state => has(id, state) || states.split(" ").includes(state)).join(" "))
    if (!added.size) say("That file has no marks in it.")
    else say(save() ? `${added.size} marked picks were added.` : "This browser's storage is full; nothing was added.")
    show()
  }

  if (storage) {
    document.documentElement.classList.add("has-shelf")
    globalThis.shelf = { of: id => STATES.filter(state => has(id, state)) }
    document.addEventListener("click", ({ target }) => {
      if (target.dataset?.mark) toggle(target.parentElement.dataset.pick, target.dataset.mark)
      if (target.name === "save-shelf") download()
      if (target.name === "clear-shelf" && confirm("Forget which picks you have read or kept?")) {
        storage.removeItem(`${scope}sl-shelf`)
        say("All marks are gone.")
        show()
      }
    })
    document.addEventListener("change", ({ target }) => target.name === "load-shelf" && target.files[0] && upload(target.files[0]))
    addEventListener("storage", show) // Another window has marked something.
    addButtons()
    markNew()
    show()
  }
}
