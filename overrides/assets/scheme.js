/* What has to be done before the page is painted, in place of the theme's inline scripts.
 *
 * - `js` on the root says that scripts run, so that what needs them is shown at once and not late.
 * - The color scheme: the one the reader chose, else the one the system asks for. Set later, a dark room would see a white flash.
 * - `__md_get`, `__md_set`, `__md_hash` and `__md_scope` are what the theme's bundle keeps what it knows with, and what the reader's choice is kept with.
 * - The link to the main feed is marked with a space, as base.html marks those to other feeds: the theme takes each
 *   `link[rel=alternate]` for a translation of the site, and asks for a sitemap beside it. Feed readers look at the page as it was sent.
 */
{
  document.documentElement.classList.replace("no-js", "js")

  for (const link of document.querySelectorAll("link[rel=alternate]"))
    link.rel += " "

  globalThis.__md_scope = new URL("..", document.currentScript.src)
  globalThis.__md_hash = text => [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0)
  globalThis.__md_get = (key, storage, scope = __md_scope) => {
    try {
      return JSON.parse((storage || localStorage).getItem(`${scope.pathname}.${key}`))
    } catch {
      return null // No storage is allowed, or somebody else's words are in it.
    }
  }
  globalThis.__md_set = (key, value, storage, scope = __md_scope) => {
    try {
      (storage || localStorage).setItem(`${scope.pathname}.${key}`, JSON.stringify(value))
    } catch {} // The choice holds for this page, then.
  }

  const dark = matchMedia("(prefers-color-scheme: dark)")
  const scheme = () => __md_get("__palette")?.color?.scheme ?? (dark.matches ? "slate" : "default")
  const paint = wanted => {
    document.body.setAttribute("data-md-color-scheme", wanted)
    for (const button of document.querySelectorAll("[data-scheme]"))
      button.title = `Switch to the ${wanted === "slate" ? "light" : "dark"} scheme`
  }

  // The page is still being read: the body comes first, the button with its title some lines later.
  const observer = new MutationObserver(() => {
    if (!document.body) return
    observer.disconnect()
    paint(scheme())
  })
  observer.observe(document.documentElement, { childList: true, subtree: true })
  document.addEventListener("DOMContentLoaded", () => paint(scheme()))

  dark.addEventListener("change", () => paint(scheme()))
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.("[data-scheme]")) return
    const wanted = document.body.dataset.mdColorScheme === "slate" ? "default" : "slate"
    __md_set("__palette", { color: { scheme: wanted } }) // The theme's form, which readers may have in store from before.
    paint(wanted)
  })
}
