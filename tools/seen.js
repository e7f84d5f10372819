/* What a reader sees of a page, for tools/browsers.py, which runs this in each engine in front of one line of its own. */
const SELECTORS = {
  link: "a[href]", button: "button", textbox: "input[type=text]", searchbox: "input[type=search]", status: "[role=status]",
  group: "[role=group]", "doc-noteref": "a[role=doc-noteref]",
}
const NAMED = "a[href], button, input, select, summary, h1, h2, h3, h4, [role]"

const text = element => (element.innerText ?? element.textContent).replace(/\s+/g, " ").trim()
const name = element => element.ariaLabel || [...(element.labels ?? [])].map(text).join(" ") || text(element) || element.title

const isSeen = element => {
  const { width, height } = element.getBoundingClientRect()
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
}
const seen = (selector, within) =>
  [...document.querySelectorAll(within)].flatMap(one => [...one.querySelectorAll(selector), ...(one.matches(selector) ? [one] : [])].filter(isSeen))

const find = (role, part, within) => seen(SELECTORS[role], within).find(one => name(one).includes(part))

/* Parts of one line stand beside each other; in a formula that was broken, the last one begins below the first. */
const isBroken = row => {
  const boxes = [...row.children].filter(isSeen).map(one => one.getBoundingClientRect())
  return boxes.length > 1 && boxes.at(-1).top >= boxes[0].bottom && boxes.at(-1).left < boxes[0].right
}

const look = within => {
  const root = document.documentElement
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number)
  const facts = [
    `title ${document.title}`,
    `width ${innerWidth}`,
    `${red + green + blue < 384 ? "dark" : "light"}`,
    ...(root.scrollWidth > root.clientWidth ? ["the page is wider than its window"] : []),
    ...seen("math mrow", within).filter(isBroken).map(row => `broken formula ${text(row)}`),
  ]
  // Without spaces, which engines set in other places of a formula and around parts of a line; they also differ in which letters
  // of a formula are italic. The choices of a menu are nothing that is seen.
  const words = seen("p, li, td, th, figcaption, dt, dd", within).filter(one => !one.querySelector("select"))
    .map(one => text(one).normalize("NFKC").replaceAll(" ", ""))
  return [facts, seen(NAMED, within), words]
}
