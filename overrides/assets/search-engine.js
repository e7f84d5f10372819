/* Finds pages. Made from the files of shortlist/exports/search.py, whose rules for words these are; knows of no page and no
 * screen. Loaded by search.js when the search is first opened. */
{
  // What a word counts, by where it stands. Of several places the best one counts.
  const NAME = 12, TITLE = 10, AUTHORS = 8, TAG = 5, VENUE = 5, KIND = 4, GIST = 4, OFTEN = 3, TEXT = 1
  const NO_PAPER = 0.4 // Of a text: a page that holds no paper, such as how to contribute, comes after any that does.
  // How sure it is that a word is what was typed.
  const PLURAL = 0.95, PARTED = 0.9, STEM = 0.8, SLIP = 0.7
  const BEGINNING = 0.6 // Grows with how much of the word was typed.
  const LONGER = 0.2 // The same of a word that the index has: most likely it is meant as it stands.

  const MAX_LENGTH = 1000 // Of what is typed.
  const MAX_WORDS = 40

  // `1,000` is the word 1000, and `84,15` is 84.15.
  const numbers = text => text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").replace(/(?<=\d),(?=\d)/g, ".")

  // Letters that Unicode does not decompose; the same as in shortlist/text.py.
  const plain = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th" }
  const fold = text =>
    /^[\0-\x7f]*$/.test(text = numbers(text)) ? text.toLowerCase()
      : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđıßæœðþ]/g, letter => plain[letter])
  const wordsOf = text => fold(text).match(/[\p{L}\p{N}]+(?:(?<=[0-9])\.(?=[0-9])[\p{L}\p{N}]+)*/gu) || []

  // Scripts that put no space between words, which therefore are found inside of others.
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
  const digit = Object.fromEntries([...DIGITS].map((letter, number) => [letter, number]))

  // Visits the pages of a word, each with whether it stands there often.
  const eachPlace = (steps, visit) => {
    let page = -1, step = 0, factor = 1
    for (const letter of steps) {
      const value = digit[letter]
      step += (value & 31) * factor
      factor *= 32
      if (value < 32) {
        visit((page += (step >> 1) + 1), step & 1)
        step = 0
        factor = 1
      }
    }
  }

  // The same for `denoise` and `denoising`, `tokenisation` and `tokenizer`, `colour` and `colors`.
  const stem = word =>
    word.replace(/(?<=..)our/, "or").replace(/(?<=..)ll(?=ed|ing|er)/, "l").replace(/([iy])s(?=(?:e[ds]?|ers?|ing|ations?)$)/, "$1z")
      .replace(/(?<=...)(?:ations?|ions?|ings?|ers?|ors?|ed|es|ely|ly|ments?|nces?|nts?|ies|i?ve|als?|[eys])$/, "")

  // Whether a word becomes another by at most so many slips: a letter too many, too few, wrong, or two exchanged; else Infinity.
  // Source: optimal string alignment, a form of the distance of Damerau and Levenshtein.
  const slips = (typed, word, most) => {
    if (Math.abs(typed.length - word.length) > most) return Infinity
    let before = [], last = Array.from({ length: word.length + 1 }, (_, column) => column)
    for (let i = 1; i <= typed.length; i += 1) {
      const row = [i]
      for (let j = 1; j <= word.length; j += 1) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (typed[i - 1] !== word[j - 1]))
        if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
      }
      if (Math.min(...row) > most) return Infinity
      before = last
      last = row
    }
    return last[word.length] <= most ? last[word.length] : Infinity
  }

  // The names of months, January first, and by the names that they have in other languages.
  const monthsIn = language => {
    const { format } = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" })
    return Array.from({ length: 12 }, (_, number) => format(Date.UTC(2000, number)))
  }
  const months = monthsIn("en")
  const monthOf = new Map(["de", "es", "fr", "it", "nl", "pl", "pt", "ru"].flatMap(language =>
    monthsIn(language).map((name, number) => [fold(name), months[number]])))

  // What is asked for, as the index says it: of an address of a paper its identifier, of a month in digits its English name.
  const asked = query => {
    const identifier = /\b(\d{4}\.\d{4,5})(?:v\d+)?\b|\b10\.\d{4,9}\/\S+/.exec(query = query.slice(0, MAX_LENGTH).replace(/https?:\/\/(?:www\.)?|10\.48550\/arxiv\./gi, ""))
    if (identifier) return identifier[1] || identifier[0]
    return query.replace(/(?<=\s)-\p{L}\S*/gu, "") // Not wanted.
      .replace(/(?<![\d.-])([12]\d{3})[-/年](0?[1-9]|1[0-2])(?![\d.-])/g, (_, year, number) => `${months[number - 1]} ${year}`)
      .replace(/(?<![\d.-])(0?[1-9]|1[0-2])[-/.]([12]\d{3})(?![\d.-])/g, (_, number, year) => `${months[number - 1]} ${year}`)
      .replace(/\p{L}+(?= (?:de )?[12]\d{3})/gu, name => monthOf.get(fold(name)) || name)
      .replace(/(?<=\w)(?=[\u2e80-\uffef])|(?<=[\u2e80-\uffef])(?=\w)/g, " ") // `DINO論文`.
  }

  const pageOf = ({ location, title, name = "", authors = "", kind = "", venue = "", tags = [] }, gist = "") =>
    ({ address: location, title, name, gist, authors, kind, venue, tags })

  /* The words of the heads: word → [page, weight, page, weight …]. Names, and words with hyphens, count joined, too: `mocov3`. */
  const headsOf = (pages, also) => {
    const heads = new Map()
    const note = (page, word, weight) => heads.has(word) ? heads.get(word).push(page, weight) : heads.set(word, [page, weight])
    const noteAll = (page, text, weight) => {
      for (const word of wordsOf(text)) note(page, word, weight)
      for (const [compound] of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:[-‐‑][\p{L}\p{N}\p{M}]+)+/gu)) note(page, wordsOf(compound).join(""), weight)
    }
    pages.forEach((page, number) => {
      const address = page.address.split("/").at(-2) || ""
      noteAll(number, page.name, NAME)
      noteAll(number, address, NAME)
      if (page.name) note(number, wordsOf(page.name).join(""), NAME)
      noteAll(number, page.title, TITLE)
      noteAll(number, page.authors, AUTHORS)
      noteAll(number, page.tags.join(" "), TAG)
      noteAll(number, page.venue, VENUE)
      noteAll(number, page.kind, KIND)
      noteAll(number, page.gist, GIST)
      if (also) noteAll(number, also[number], AUTHORS)
    })
    return heads
  }

  const textsOf = ({ words, places }) => {
    const steps = places.split(" ")
    return new Map(words ? words.split(" ").map((word, number) => [word, steps[number]]) : [])
  }

  // The words of the index, in order, and ways to look for a word that was typed.
  const makeVocabulary = (heads, texts) => {
    const words = [...new Set([...heads.keys(), ...texts.keys()])].sort()
    const from = start => {
      let low = 0, high = words.length
      while (low < high) {
        const middle = (low + high) >> 1
        words[middle] < start ? (low = middle + 1) : (high = middle)
      }
      return low
    }
    const has = word => heads.has(word) || texts.has(word)
    const bestWeight = (head = []) => Math.max(0, ...head.filter((_, number) => number % 2))
    let stems
    const readStems = () => {
      stems = new Map()
      for (const word of words) stems.has(stem(word)) ? stems.get(stem(word)).push(word) : stems.set(stem(word), [word])
    }
    return {
      has,
      beginningWith: start => {
        const first = from(start)
        let last = first
        while (last < words.length && words[last].startsWith(start)) last += 1
        return words.slice(first, last)
      },
      around: part => words.filter(word => word.includes(part) && !word.startsWith(part)),
      parted: typed => {
        for (let at = typed.length - 1; at > 0; at -= 1) {
          const parts = [typed.slice(0, at), typed.slice(at)]
          if (parts.every(has) && Math.max(at, typed.length - at) > 1) return parts
        }
        return []
      },
      withStemOf: typed => {
        if (!stems) readStems()
        return stem(typed).length > 2 ? stems.get(stem(typed)) || [] : []
      },
      // The word that is one slip away, or two of a long word: a word of a head before one of a text.
      nearest: typed => {
        if (typed.length < 4 || typed.length > 40 || /^\d/.test(typed)) return ""
        const digits = typed.replace(/\D/g, "")
        const rank = word => {
          const isSure = word[0] === typed[0]
          const distance = slips(typed, word, isSure && typed.length > 8 ? 2 : 1)
          if (distance < Infinity && word.replace(/\D/g, "") !== digits) return Infinity // GPT-4 is not GPT-3.
          return distance - bestWeight(heads.get(word)) / 2 / NAME + (isSure ? 0 : 0.25)
        }
        const ranked = words.map(word => [rank(word), word]).filter(([value]) => value < Infinity)
        return ranked.sort(([a], [b]) => a - b)[0]?.[1] || ""
      },
    }
  }

  // Words of the index for one that was typed, each with how sure that is. A plural finds its singular, too.
  const meant = (typed, vocabulary) => {
    const singular = /[^s]s$/.test(typed) && typed.length > 3 ? typed.slice(0, -1) : typed
    const beginning = vocabulary.has(typed) ? LONGER : BEGINNING
    const quality = word =>
      word === typed ? 1 : word === singular || word === `${typed}s` ? PLURAL : beginning * (singular.length / word.length)
    const words = new Map(vocabulary.withStemOf(typed).map(word => [word, STEM]))
    for (const word of vocabulary.beginningWith(singular)) words.set(word, Math.max(quality(word), words.get(word) || 0))
    if (unspaced.test(typed)) for (const word of vocabulary.around(typed)) words.set(word, BEGINNING * (typed.length / word.length))
    return words
  }

  // The same for a word that is found nowhere: words that are all wanted and on a page, or any of them, and the word to tell of.
  const supposed = (typed, vocabulary, areOnAPage) => {
    const parts = vocabulary.parted(typed)
    const all = parts.length && areOnAPage(parts) ? parts : []
    const instead = all.length ? "" : vocabulary.nearest(typed)
    return { all, any: instead ? [...meant(instead, vocabulary)].map(([word, quality]) => [word, quality * SLIP]) : [], instead }
  }

  /* Takes the parsed heads, and the parsed words once they are there; gives a function from what a reader types to
   * { pages: [{ address, title, name, gist, authors, kind, venue, tags, inText: [word], missing: [word] }], words, instead },
   * best first. They are the pages that lack the fewest of the words, and those that are better than any of these although they
   * lack more. `words` are to be marked, and `instead` holds [typed, shown] for words that were taken for others. Without the
   * words of the texts a word that is found nowhere is taken for no other. */
  globalThis.makeSearch = (index, rest) => {
    const common = new Set(index.stop.split(" "))
    const pages = index.docs.map((head, number) => pageOf(head, rest?.gists[number]))
    const heads = headsOf(pages, rest?.also)
    const texts = rest ? textsOf(rest) : new Map()
    const vocabulary = makeVocabulary(heads, texts)

    // Adds to `found`, page → [weight, word of the text or nothing], the pages that have a word of the index.
    const find = (found, word, quality) => {
      const count = (page, weight, inText) => {
        const before = found.get(page)
        if (!before || before[0] < weight * quality) found.set(page, [weight * quality, inText])
      }
      const head = heads.get(word) || []
      for (let i = 0; i < head.length; i += 2) count(head[i], head[i + 1])
      if (texts.has(word)) eachPlace(texts.get(word), (page, isOften) =>
        count(page, (isOften ? OFTEN : TEXT) * (pages[page].kind ? 1 : NO_PAPER), word))
      return found
    }

    const findAny = words => {
      const found = new Map()
      for (const [word, quality] of words) find(found, word, quality)
      return found
    }

    const findAll = words => {
      const [first, ...others] = words.map(word => find(new Map(), word, PARTED))
      return new Map([...first].filter(([page]) => others.every(found => found.has(page))))
    }

    const lookUp = (typed, neighbors) => {
      const words = meant(typed, vocabulary)
      for (const joined of neighbors) if (vocabulary.has(joined)) words.set(joined, PARTED)
      if (words.size || !rest) return { found: findAny(words), marked: [] }
      const { all, any, instead } = supposed(typed, vocabulary, parts => findAll(parts).size)
      return { found: all.length ? findAll(all) : findAny(any), marked: [...all, ...any.map(([word]) => word)], instead }
    }

    // `U-Net` is one word, if the index has that, and so is `g mlp`: of its parts one is none.
    const withLetters = text =>
      text.replace(/(?<![\p{L}\p{N}-])([\p{L}\p{N}]+)[- ]([\p{L}\p{N}]+)(?![\p{L}\p{N}-])/gu, (compound, first, last) =>
        Math.min(first.length, last.length) === 1 && vocabulary.has(fold(first + last)) ? first + last : compound)

    // Words between spaces, so that words are found as wholes.
    const spaced = text => ` ${wordsOf(text).join(" ")} `
    const titles = pages.map(page => spaced(page.title))
    const gists = pages.map(page => spaced(page.gist))
    const names = pages.map(page => spaced(page.name || page.title.split(": ", 1)[0]))

    // A page whose name or title is what was typed, or begins with it, comes before those that have its words somewhere.
    const phraseBonus = (number, phrase) => {
      const heads = [titles[number], names[number]]
      if (heads.includes(phrase)) return 4
      if (heads.some(text => text.startsWith(phrase.trimEnd()))) return 2
      return / ./.test(phrase.trim()) && [titles[number], gists[number]].some(text => text.includes(phrase.trimEnd())) ? 1.5 : 1
    }

    // Joined with one or two words beside it: `efficient net v2`.
    const joinedAt = (words, at) =>
      [[-2, 1], [-1, 1], [-1, 2], [0, 2], [0, 3]].filter(([from]) => at + from >= 0)
        .map(([from, to]) => words.slice(at + from, at + to).join("")).filter(joined => joined !== words[at])

    return query => {
      const wanted = asked(query)
      const all = wordsOf(withLetters(wanted)).slice(0, MAX_WORDS)
      const telling = all.filter(word => (word.length > 1 || unspaced.test(word)) && !common.has(word))
      const typed = [...new Set(telling.length ? telling : all)]
      const marked = [...typed], instead = []
      const scores = new Map() // Page → [words found, score, words of the text]
      let everything = 0
      for (const word of typed) {
        const { found, marked: more, instead: shown } = lookUp(word, joinedAt(all, all.indexOf(word)))
        marked.push(...more)
        if (shown) instead.push([word, shown])
        const rarity = found.size ? Math.log(1 + pages.length / found.size) : 0
        everything += rarity
        for (const [page, [weight, inText]] of found) {
          if (!scores.has(page)) scores.set(page, { found: new Set(), score: 0, part: 0, inText: [] })
          const entry = scores.get(page)
          entry.found.add(word)
          entry.score += weight * rarity
          entry.part += rarity
          if (inText) entry.inText.push(inText)
        }
      }
      let hits = [...scores].map(([number, { found, score, part, inText }]) => {
        const missing = typed.filter(word => !found.has(word))
        const bonus = phraseBonus(number, spaced(wanted))
        return { number, missing, score: score * (part / everything) ** 2 * bonus, inText }
      })
      const fewest = Math.min(...hits.map(hit => hit.missing.length))
      const best = Math.max(...hits.filter(hit => hit.missing.length === fewest).map(hit => hit.score))
      hits = hits.filter(hit => hit.missing.length === fewest || hit.score > best)
      hits.sort((a, b) => b.score - a.score || a.number - b.number)
      return {
        pages: hits.map(({ number, missing, inText }) => ({ ...pages[number], missing, inText })),
        words: marked,
        instead,
      }
    }
  }

  const isPartOf = (part, word) =>
    unspaced.test(word) ? part.includes(word) : part.startsWith(word.replace(/(?<=..[^s])s$/, ""))

  // The parts of a text, in order: [text, whether it is or begins with one of the words].
  globalThis.markWords = (text, words) =>
    text.split(/([\p{L}\p{N}\p{M}]+(?:(?<=[0-9])[.,](?=[0-9])[\p{L}\p{N}\p{M}]+)*)/u).map((part, number) =>
      [part, number % 2 === 1 && words.some(word => isPartOf(fold(part), word))])

  const MAX_SENTENCE = 240
  const BEFORE = 80 // Characters before a hit in a sentence that is cut.

  // The sentence of a text that has the most of the words, cut around the first of them.
  globalThis.sentenceWith = (text, words) => {
    const sentences = text.split(/\n|(?<=[.!?]["”’)]*)\s+(?=[\p{Lu}\p{N}"“‘(])/u)
    const number = sentence => words.filter(word => wordsOf(sentence).some(other => isPartOf(other, word))).length
    const best = sentences.reduce((best, sentence) => (number(sentence) > number(best) ? sentence : best), "")
    if (best.length <= MAX_SENTENCE) return best
    const parts = markWords(best, words)
    const hit = parts.slice(0, Math.max(0, parts.findIndex(([, isFound]) => isFound))).reduce((length, [part]) => length + part.length, 0)
    const start = hit > BEFORE ? best.indexOf(" ", hit - BEFORE) + 1 : 0
    return `${start ? "… " : ""}${best.slice(start, start + MAX_SENTENCE).replace(/\s\S*$/, "")} …`
  }
}
