/* Marks in the contents of a page which part of it is being read: the last whose heading is in the upper third, or above. */
{
  const links = [...document.querySelectorAll(".sl-contents a")]
  const headings = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))))
  const mark = () => {
    const reached = headings.findLastIndex(heading => heading?.getBoundingClientRect().top < innerHeight / 3)
    links.forEach((link, index) => (link.ariaCurrent = index === reached ? "true" : null))
  }
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66%" })
  headings.forEach(heading => heading && observer.observe(heading))
}
