/* What has to be done before the page is painted, in place of the theme's inline scripts.
 *
 * - `js` on the root says that scripts run, so that what needs them is shown at once and not late.
 * - The color scheme: the one the reader chose, else the one the system asks for. Set later, a dark room would see a white flash.
 * - `__md_get`, `__md_set`, `__md_hash` and `__md_scope` are what the theme's bundle keeps the reader's choice with.
 */
{
  document.documentElement.classList.replace("no-js", "js")

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

  const chosen = __md_get("__palette")?.color
  // The page is still being read: wait for its body and, where nothing was chosen, for the form with the schemes.
  const paint = () => {
    const wanted = [...document.querySelectorAll("input[data-md-color-media]")]
      .find(({ dataset }) => (chosen ? dataset.mdColorScheme === chosen.scheme : matchMedia(dataset.mdColorMedia).matches))
    if (!document.body || !wanted) return
    for (const name of ["media", "scheme"])
      document.body.setAttribute(`data-md-color-${name}`, wanted.getAttribute(`data-md-color-${name}`))
    observer.disconnect()
  }
  const observer = new MutationObserver(paint)
  observer.observe(document.documentElement, { childList: true, subtree: true })
  document.addEventListener("DOMContentLoaded", () => observer.disconnect())
}
