/* The theme shows the tags of each result in a `nav` of its own, all without names. Words are no landmark. */
{
  const results = document.querySelector(".md-search-result__list")
  const unmark = () => results.querySelectorAll("nav:not([role])").forEach((tags) => (tags.role = "presentation"))
  if (results) new MutationObserver(unmark).observe(results, { childList: true, subtree: true })
}
