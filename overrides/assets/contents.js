/* Marks in the contents of a page which part of it is being read: the last whose heading is in the upper third, or above;
   and unfolds them beside the text. */
{
  const links = [...document.querySelectorAll(".sl-contents a")]
  const headings = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))))
  const mark = () => {
    const reached = headings.findLastIndex(heading => heading?.getBoundingClientRect().top < innerHeight / 3)
    links.forEach((link, index) => (link.ariaCurrent = index === reached ? "true" : null))
  }
  // Beside the text they are open; the style alone would leave them closed to assistive technology.
  const folded = document.querySelector(".sl-contents details")
  const isBeside = matchMedia("(min-width: 60em)")
  const unfold = () => folded && (folded.open = isBeside.matches)
  isBeside.addEventListener("change", unfold)
  unfold()
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66%" })
  headings.forEach(heading => heading && observer.observe(heading))
  addEventListener("scrollend", mark) // A jump may pass all headings by.
}
