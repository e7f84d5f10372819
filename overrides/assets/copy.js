// Copies the file that the first link beside a button `.sl-copy` leads to.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.(".sl-copy")
  if (!button) return
  const link = button.parentElement.querySelector("a[download]")
  const status = button.parentElement.querySelector("[role=status]")
  status.textContent = "" // So that a second "Copied" is announced, too.
  const text = fetch(link.href).then(answer => (answer.ok ? answer.text() : Promise.reject()))
  const blob = text.then(text => new Blob([text], { type: "text/plain" }))
  blob.catch(() => {}) // Whatever fails is told below, once.
  try {
    // Safari allows copying only if it is asked for at once, not when the text has come.
    await (window.ClipboardItem
      ? navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })])
      : navigator.clipboard.writeText(await text))
    status.textContent = "Copied"
  } catch {
    status.textContent = `Could not copy; download ${link.textContent} instead`
  }
})
