// Ranks the occupations that fit a query: by title, ISCO-08 code, U.S. occupation title or O*NET-SOC code. Functions of their arguments
// alone, which the search dialog, the landing page's field and the explorer share.
"use strict";

const GRADES = { whole: 3, beginning: 2, inside: 1 }; // how a word of a query fits a name, best first
const INSIDE_LETTERS = 3; // fewer letters than that are inside nearly every name
const IDLE = new Set("a an and at for in of on or the to with".split(" ")); // words that tell no occupation from another
const LABELS = new Set("code esco group isco isco08 major minor net o onet soc sub unit us".split(" ")); // words said with a code

const ISCO_LABEL = /(?<![\p{L}\p{N}])(?:isco|esco)[\s-]*(?:08(?!\d))?[\s:/#-]*/gu;
const SOC_LABEL = /(?<![\p{L}\p{N}])(?:soc|o[\s*-]*net)(?![\p{L}\p{N}])/u;
const SOC = /(?<![\p{L}\p{N}.-])(\d\d)(?:-(\d{0,4})|[ .]?(\d{3,4}))\.?(\d{0,2})(?![\p{L}\p{N}-])/u; // also with its marks left out
const ISCO = /(?<![\p{L}\p{N}.-])c?(\d{1,4})(?:\.\d*)*(?![\p{L}\p{N}])/u; // also as a spreadsheet's number, and as ESCO writes it

// Lower case, without accents and apostrophes, with one kind of hyphen.
function plainText(text) {
  const bare = text.replace(/['’‘ʼ`´]|\p{Cf}/gu, "").toLowerCase().normalize("NFKD");
  return bare.replace(/\p{M}/gu, "").replace(/[\u2010-\u2015\u2212]/g, "-");
}

function singular(word) {
  if (word.length < 4) return word;
  const regular = word.replace(/ies$/, "y").replace(/(ss|sh|ch|x)es$/, "$1").replace(/(?<![su])s$/, "");
  return regular.replace(/men$/, "man").replace(/wive$/, "wife");
}

function wordsOf(text) {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => ({ word, one: singular(word) }));
}

function tellingWords(text) {
  return wordsOf(text).filter(({ word }) => !IDLE.has(word));
}

// Two words as one: people write "healthcare" and "health-care" for "health care", and the other way round.
function joined(first, second) {
  return { word: first.word + second.word, one: first.word + second.one };
}

// What a query is held against. The heads of a title say what people are: "teachers" in "primary school teachers", but not in
// "teachers' aides". What stands in brackets says what they are not.
function nameOf(title) {
  const text = plainText(title);
  const own = text.replace(/\(.*?\)/g, " ");
  const words = tellingWords(text);
  const heads = own.split(/ (?:in|of|for|on|to|with|except|not) /)[0].split(/[,/]| and | or /).map((part) => wordsOf(part).at(-1));
  return {
    words, pairs: words.slice(1).map((word, place) => joined(words[place], word)), length: tellingWords(own).length,
    heads: new Set(heads.filter((head) => head && head.word !== head.one).map((head) => head.one)),
  };
}

// data: { us: [[code, title], …], pages: [[code, title, address, [place in us, …]], …] }, as data/find.js has it
function prepareOccupations({ us, pages }) {
  const american = us.map(([code, title]) => ({ code, title, digits: code.replace(/\D/g, ""), name: nameOf(title) }));
  return pages.map(([code, title, address, places]) => ({ code, title, address, name: nameOf(title), us: places.map((place) => american[place]) }));
}

function gradeOf({ word, one }, name) {
  let best = 0;
  for (const other of name.words) {
    if (other.one === one) return GRADES.whole;
    if (other.word.startsWith(word)) best = GRADES.beginning;
    else if (!best && word.length >= INSIDE_LETTERS && other.word.includes(word)) best = GRADES.inside;
  }
  for (const pair of name.pairs) {
    if (pair.one === one) return GRADES.whole;
    if (pair.word.startsWith(word)) best = GRADES.beginning;
  }
  return best;
}

// How well a name fits all words, 0 to 4: the grade of the word that fits least, then whether the words name what people are, then
// how much of the name they make up.
function fitOf(words, name) {
  let least = GRADES.whole;
  for (const word of words) {
    least = Math.min(least, gradeOf(word, name));
    if (!least) return 0;
  }
  const head = words.some(({ one }) => name.heads.has(one)) ? 0.4 : 0;
  return least + head + 0.2 * Math.min(1, words.length / name.length);
}

function firstCode(text, pattern) {
  const found = text.match(pattern);
  return found ? [found.slice(1).join(""), text.replace(found[0], " ")] : [null, text];
}

// What a query asks for: digits that an ISCO-08 code or an O*NET-SOC code begins with, and words in each way to read them.
function readQuery(text) {
  const plain = plainText(text).replace(ISCO_LABEL, " isco ");
  let [soc, rest] = firstCode(plain, SOC);
  let [isco, others] = firstCode(rest, ISCO);
  if (isco !== null && soc === null && SOC_LABEL.test(plain)) [soc, isco] = [isco, null];
  const coded = soc !== null || isco !== null;
  const all = wordsOf(others).filter(({ word }) => !(coded && LABELS.has(word)));
  const telling = all.filter(({ word }) => !IDLE.has(word));
  const words = telling.length || coded ? telling : all; // "an" alone is the beginning of a word
  const readings = words.slice(1).map((word, place) => words.toSpliced(place, 2, joined(words[place], word)));
  return { soc, isco, words, readings: [words, ...readings] };
}

// The best reason by which words lead to an occupation: its title before the titles of U.S. occupations where both fit as well.
function reasonByName(page, readings) {
  const best = (name) => Math.max(...readings.map((words) => fitOf(words, name)));
  const own = best(page.name);
  let reason = own ? { merit: 10 * Math.floor(own) + 5 + (own % 1), why: `ISCO-08 ${page.code}`, us: false } : null;
  for (const us of page.us) {
    const fit = best(us.name);
    const merit = 10 * Math.floor(fit) + (fit % 1);
    if (fit && !(reason && reason.merit >= merit)) reason = { merit, why: `U.S. title: ${us.title}`, us: true };
  }
  return reason;
}

function reasonByCode(page, { isco, soc }) {
  if (isco !== null && !page.code.startsWith(isco)) return null;
  if (soc === null) return { merit: page.code === isco ? 2 : 1, why: `ISCO-08 ${page.code}`, us: false };
  const us = page.us.find((one) => one.digits.startsWith(soc));
  return us ? { merit: 1, why: `O*NET-SOC ${us.code}: ${us.title}`, us: true } : null;
}

// The occupations that fit a query, best first, each with the reason: [{ page, why, us, merit }, …]
function rankOccupations(occupations, text) {
  const query = readQuery(text);
  // Digits alone mean an ISCO-08 code where one begins with them.
  if (query.soc === null && query.isco?.length > 1 && !occupations.some((page) => page.code.startsWith(query.isco))) {
    [query.soc, query.isco] = [query.isco, null];
  }
  const coded = query.soc !== null || query.isco !== null;
  if (!coded && !query.words.length) return [];
  const whole = query.isco?.length === 4 || query.soc?.length >= 6; // names one occupation, whatever is said beside it
  const found = [];
  for (const page of occupations) {
    let reason = coded ? reasonByCode(page, query) : null;
    if (coded && !reason) continue;
    if (query.words.length && !whole) reason = reasonByName(page, query.readings);
    if (reason) found.push({ page, ...reason });
  }
  return found.sort((a, b) => b.merit - a.merit || a.page.code.localeCompare(b.page.code));
}
