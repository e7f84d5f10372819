/* What has to be done before the page is painted.
 *
 * - `js` on the root says that scripts run, so that what needs them is shown at once and not late.
 * - The color scheme: the one the reader chose, else the one the system asks for. Set later, a dark room would see a white flash.
 * - The choice is kept under the site's own path, as the theme's script once kept it, so that readers keep theirs.
 */
{
  document.documentElement.classList.replace("no-js", "js")

  const key = `${new URL("..", document.currentScript.src).pathname}.__palette`
  const chosen = () => {
    try {
      return JSON.parse(localStorage.getItem(key))?.color?.scheme
    } catch {} // No storage is allowed, or somebody else's words are in it.
  }
  const choose = scheme => {
    try {
      localStorage.setItem(key, JSON.stringify({ color: { scheme } }))
    } catch {} // The choice holds for this page, then.
  }

  const dark = matchMedia("(prefers-color-scheme: dark)")
  const scheme = () => chosen() ?? (dark.matches ? "slate" : "default")
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
    choose(wanted)
    paint(wanted)
  })
}
