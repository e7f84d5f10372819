/* Finds pages. Made from the index of shortlist/exports/search.py, whose rules for words these are; knows of no page and no
 * screen. Loaded by search.js when the search is first opened. */
{
  // What a word counts, by where it stands. Of several places the best one counts.
  const TITLE = 10, AUTHORS = 8, TAG = 5, KIND = 4, GIST = 4, TEXT = 1
  const BEGINNING = 0.6 // Of a word; grows with how much of the word was typed.

  // Letters that Unicode does not decompose; the same as in shortlist/reading/folding.py.
  const plain = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th" }
  const fold = text =>
    /^[\0-\x7f]*$/.test(text) ? text.toLowerCase()
      : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđıßæœðþ]/g, letter => plain[letter])
  const wordsOf = text => fold(text).match(/[\p{L}\p{N}]+/gu) || []

  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
  const digit = Object.fromEntries([...DIGITS].map((letter, number) => [letter, number]))

  const eachPlace = (steps, visit) => {
    let page = -1, step = 0, factor = 1
    for (const letter of steps) {
      const value = digit[letter]
      step += (value & 31) * factor
      factor *= 32
      if (value < 32) {
        visit((page += step + 1))
        step = 0
        factor = 1
      }
    }
  }

  /* Takes the parsed index; gives a function from what a reader types to
   * { pages: [{ address, title, gist, authors, kind, tags, inText: [word], missing: [word] }], words, isComplete }, best first.
   * `isComplete` says that each page has all words; if none has, those that have the most are given. */
  globalThis.makeSearch = index => {
    const common = new Set(index.stop.split(" "))
    const pages = index.docs.map(({ location, title, text, authors = "", kind = "", tags = [] }) =>
      ({ address: location, title, gist: text, authors, kind, tags }))
    const heads = new Map() // Word → [page, weight, page, weight …]
    const note = (number, text, weight) => {
      for (const word of wordsOf(text)) heads.has(word) ? heads.get(word).push(number, weight) : heads.set(word, [number, weight])
    }
    pages.forEach((page, number) => {
      note(number, page.title, TITLE)
      note(number, page.authors, AUTHORS)
      note(number, page.tags.join(" "), TAG)
      note(number, page.kind, KIND)
      note(number, page.gist, GIST)
    })
    const places = index.places.split(" ")
    const texts = new Map(index.words ? index.words.split(" ").map((word, number) => [word, places[number]]) : [])
    const vocabulary = [...new Set([...heads.keys(), ...texts.keys()])].sort()

    const from = start => {
      let low = 0, high = vocabulary.length
      while (low < high) {
        const middle = (low + high) >> 1
        vocabulary[middle] < start ? (low = middle + 1) : (high = middle)
      }
      return low
    }
    const beginningWith = start => {
      const first = from(start)
      let last = first
      while (last < vocabulary.length && vocabulary[last].startsWith(start)) last += 1
      return vocabulary.slice(first, last)
    }

    // Page → [weight, word of the text or nothing], for a word as typed; a plural finds its singular, too.
    const find = typed => {
      const singular = /[^s]s$/.test(typed) && typed.length > 3 ? typed.slice(0, -1) : typed
      const found = new Map()
      for (const word of beginningWith(singular)) {
        const quality = word === typed ? 1
          : word === singular || word === `${typed}s` ? 0.95
          : BEGINNING * (singular.length / word.length)
        const count = (page, weight, inText) => {
          const before = found.get(page)
          if (!before || before[0] < weight * quality) found.set(page, [weight * quality, inText])
        }
        const head = heads.get(word) || []
        for (let i = 0; i < head.length; i += 2) count(head[i], head[i + 1])
        if (texts.has(word)) eachPlace(texts.get(word), page => count(page, TEXT, word))
      }
      return found
    }

    // Titles, as words between spaces, so that words are found as wholes.
    const titles = pages.map(page => ` ${wordsOf(page.title).join(" ")} `)
    const gists = pages.map(page => ` ${wordsOf(page.gist).join(" ")} `)

    return query => {
      const typed = [...new Set(wordsOf(query))]
      const phrase = wordsOf(query).join(" ")
      const telling = typed.filter(word => word.length > 1 && !common.has(word))
      const required = new Set(telling.length ? telling : typed)
      const scores = new Map() // Page → [words found, score, words of the text]
      for (const word of typed) {
        const found = find(word)
        const rarity = Math.log(1 + pages.length / (found.size || 1))
        for (const [page, [weight, inText]] of found) {
          if (!scores.has(page)) scores.set(page, { found: new Set(), score: 0, inText: [] })
          const entry = scores.get(page)
          entry.found.add(word)
          entry.score += weight * rarity
          if (inText) entry.inText.push(inText)
        }
      }
      let hits = [...scores].map(([number, { found, score, inText }]) => {
        const missing = [...required].filter(word => !found.has(word))
        const title = titles[number]
        if (title === ` ${phrase} `) score *= 4
        else if (title.startsWith(` ${phrase}`)) score *= 2
        else if (typed.length > 1 && (title.includes(` ${phrase}`) || gists[number].includes(` ${phrase}`))) score *= 1.5
        return { number, missing, score, inText }
      })
      const fewest = Math.min(...hits.map(hit => hit.missing.length))
      // A page that has none of the words that count was found by the words between them.
      hits = fewest < required.size ? hits.filter(hit => hit.missing.length === fewest) : []
      hits.sort((a, b) => b.score - a.score || a.number - b.number)
      return {
        pages: hits.map(({ number, missing, inText }) => ({ ...pages[number], missing, inText })),
        words: typed,
        isComplete: !fewest,
      }
    }
  }

  // The parts of a text, in order: [text, whether it is or begins with one of the words].
  globalThis.markWords = (text, words) =>
    text.split(/([\p{L}\p{N}\p{M}]+)/u).map((part, number) =>
      [part, number % 2 === 1 && words.some(word => fold(part).startsWith(word.replace(/(?<=..[^s])s$/, "")))])
}
