/* The theme shows the tags of each result in a `nav` of its own, all without names. Words are no landmark. */
{
  const results = document.querySelector(".md-search-result__list")
  const unmark = () => results.querySelectorAll("nav:not([role])").forEach((tags) => (tags.role = "presentation"))
  if (results) new MutationObserver(unmark).observe(results, { childList: true, subtree: true })
}

/* A key opens the search wherever the reader is. The header, which is at the top of the page, comes to the window before the
   theme puts the focus into it, else the page would jump to its top and stay there. Then base.css keeps it. */
{
  const header = document.querySelector(".md-header")
  const keep = ({ key }) => {
    if (!header || !["/", "f", "s"].includes(key)) return
    header.style.position = "sticky"
    requestAnimationFrame(() => (header.style.position = ""))
  }
  addEventListener("keydown", keep, true)
}
