/* The filter of the bibliography. The list is complete without it. */
{
  const form = document.querySelector(".sl-filter")
  const input = form.elements.filter
  const status = form.querySelector("[role=status]")
  const items = [...document.querySelectorAll(".sl-works > ol > li")]

  // Letters that Unicode does not decompose; the same as in shortlist/reading/folding.py.
  const plain = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th" }
  const fold = text =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđıßæœðþ]/g, letter => plain[letter])

  let texts, asked, saving

  // Once, and all works in one string: that is several times as fast as one by one.
  const read = () => (texts ||= fold(items.map(item => item.textContent).join("\x1f")).split("\x1f"))

  const filter = () => {
    const words = fold(input.value).match(/\S+/g) || []
    if (words.length) read()
    let shown = 0
    items.forEach((item, index) => {
      const hidden = !words.every(word => texts[index].includes(word))
      if (item.hidden !== hidden) item.hidden = hidden
      shown += !hidden
    })
    status.textContent = `${words.length ? `${shown.toLocaleString("en")} of ` : ""}${items.length.toLocaleString("en")} works`
  }

  // What is asked stays in the address, so that it can be shared and comes back with the back button; not as `q`, which the
  // theme takes for its search. Browsers allow only so many changes in a time, hence the delay.
  const save = () => {
    clearTimeout(saving)
    if (!input.isConnected) return // The reader went on, with the theme's instant navigation.
    const address = new URL(location)
    input.value.trim() ? address.searchParams.set("filter", input.value.trim()) : address.searchParams.delete("filter")
    if (address.href !== location.href) history.replaceState(history.state, "", address)
  }

  const ask = () => {
    cancelAnimationFrame(asked)
    asked = requestAnimationFrame(filter)
    clearTimeout(saving)
    saving = setTimeout(save, 300)
  }

  const load = () => {
    input.value = new URLSearchParams(location.search).get("filter") || ""
    filter()
  }

  input.addEventListener("focus", read)
  input.addEventListener("input", ask)
  input.addEventListener("change", save)
  input.addEventListener("keydown", event => {
    if (event.key === "Escape" && input.value) {
      event.preventDefault()
      input.value = ""
      ask()
    }
  })
  form.addEventListener("submit", event => {
    event.preventDefault()
    save()
  })
  form.hidden = false
  load()
}
