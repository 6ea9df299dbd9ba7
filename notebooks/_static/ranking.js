// Ranks the occupations that fit a query: by title, ISCO-08 code, everyday title, U.S. occupation title or O*NET-SOC code. Functions of
// their arguments alone, which the search dialog, the landing page's field and the explorer share. The index of words is MiniSearch.
"use strict";

const IDLE = new Set("a am an and as at for i im in job my of on or the to with".split(" ")); // tell no occupation from another
const ASKING = new Set("are do does is what".split(" ")); // of a question about a term
const LABELS = new Set("code esco group isco isco08 major minor net o onet soc sub unit us".split(" ")); // words said with a code

const ISCO_LABEL = /(?<![\p{L}\p{N}])(?:isco|esco)[\s-]*(?:08(?!\d))?[\s:/#-]*/gu;
const SOC_LABEL = /(?<![\p{L}\p{N}])(?:soc|o[\s*-]*net)(?![\p{L}\p{N}])/u;
const SOC = /(?<![\p{L}\p{N}.-])(\d\d)(?:-(\d{0,4})|[ .]?(\d{3,4}))\.?(\d{0,2})(?![\p{L}\p{N}-])/u; // also with its marks left out
const ISCO = /(?<![\p{L}\p{N}.-])c?(\d{1,4})(?:\.\d*)*(?![\p{L}\p{N}])/u; // also as a spreadsheet's number, and as ESCO writes it

// --- Words. What is typed and what it is held against go through the same changes, so a form may be no real word ("tour" becomes "tor").

const ABBREVIATIONS = {
  acct: "account", admin: "administrative", asst: "assistant", auto: "car", automobile: "car", automotive: "car", dev: "developer",
  dr: "doctor", eng: "engineer", exec: "executive", govt: "government", info: "information", jr: "junior", lab: "laboratory",
  lorry: "truck", maths: "math", mathematics: "math", mgr: "manager", ops: "operation", pharma: "pharmaceutical", prof: "professor",
  rep: "representative", sr: "senior", tech: "technician", telco: "telecommunication", telecom: "telecommunication", uni: "university",
};

const SPELLINGS = [ // British, American and other forms of the same word
  [/(?:wo)?men$|(?<=\w{3})(?:woman|lady|person|people)$/, "man"],
  [/wives?$/, "wife"],
  [/^jewell?er/, "jewel"],
  [/[ao]e(?=\w{2})/, "e"], // anaesthetist, orthopaedic
  [/our(?=$|e[dr]|ing|ist)/, "or"], // labourer
  [/(?<=[lst])or$/, "er"], // adviser and advisor; "labor" stays the beginning of "laborer"
  [/(?<=\w{3})is(?=e[dr]?$|ing$|ation)/, "iz"], // organiser
  [/(?<=\w{3})ys(?=e)/, "yz"],
  [/tre$/, "ter"],
  [/ogue/, "og"],
  [/ll(?=er|or|ed|ing|ist)/, "l"], // counsellor
  [/amme(?=$|r)/, "am"],
  [/mould/, "mold"], [/plough/, "plow"], [/draught/, "draft"], [/aluminium/, "aluminum"], [/fibre/, "fiber"],
  [/^tyre/, "tire"], [/^grey$/, "gray"], [/^cheque/, "check"],
  [/ce$/, "se"], // licence, defence
];

// Lower case, without accents and apostrophes, with one kind of hyphen.
function plainText(text) {
  const bare = text.replace(/['’‘ʼ`´]|\p{Cf}/gu, "").toLowerCase().normalize("NFKD");
  return bare.replace(/\p{M}/gu, "").replace(/[\u2010-\u2015\u2212]/g, "-");
}

function singular(word) {
  if (word.length < 4) return word;
  return word.replace(/ies$/, "y").replace(/(ss|sh|ch|x)es$/, "$1").replace(/(?<![su])s$/, "");
}

const KNOWN = new Map(); // the form of each word so far: names repeat their words

function formOf(word) {
  if (!KNOWN.has(word)) {
    const one = singular(word);
    KNOWN.set(word, SPELLINGS.reduce((form, [from, to]) => form.replace(from, to), ABBREVIATIONS[one] ?? one));
  }
  return KNOWN.get(word);
}

const COUNTRIES = [ // as they are called for short
  [/(?<![\p{L}\p{N}])(?:u\.?k\.?|(?:great )?britain)(?![\p{L}\p{N}])/u, "united kingdom"],
  [/(?<![\p{L}\p{N}])u\.?s\.?(?:a\.?)?(?![\p{L}\p{N}])/u, "united states"],
];

function wordsOf(text) {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function tellingWords(text) {
  const words = wordsOf(text);
  const telling = words.filter((word) => !IDLE.has(word));
  return telling.length ? telling : words; // "an" alone is the beginning of a word
}

// Two words as one: people write "healthcare" and "health-care" for "health care", and the other way round.
function pairsOf(words) {
  return words.slice(1).map((word, at) => words[at] + word);
}

// --- Names

const KINDS = { title: 1.5, everyday: 1.2, listed: 1, us: 0 }; // what weighs more where all else is alike

// What a query is held against. ``places`` are the pages that it leads to, the likeliest first. The heads of a title say what people are:
// "teachers" in "primary school teachers", but not in "teachers' aides". What stands in brackets says what they are not.
function nameOf(title, kind, places, jobs) {
  const text = plainText(title);
  const own = text.replace(/\(.*?\)/g, " ");
  const last = own.split(/ (?:in|of|for|on|to|with|except|not|at|from) /)[0].split(/[,/]| and | or /).map((part) => wordsOf(part).at(-1));
  const words = tellingWords(text);
  return {
    title, kind, places, jobs, words: words.join(" "), pairs: pairsOf(words).join(" "), length: tellingWords(own).length,
    heads: new Set(last.filter(Boolean).map(formOf)),
  };
}

// data, as data/find.js has it: { us: [[code, title, jobs], …], everyday: [[title, "code code"], …],
// pages: [[code, title, address, [place in us, …], [title that ISCO-08 lists, …]], …], groups: [[code, title, address], …],
// book: [[name of a page, a section or a term, address, page that it stands on or ""], …], unscored: [[code, title], …] }
async function prepareOccupations({ us, everyday, pages, groups, book, unscored: without }) {
  const american = us.map(([code, title, jobs]) => ({ code, title, jobs, digits: code.replace(/\D/g, ""), pages: [] }));
  const occupations = pages.map(([code, title, address, places], page) => {
    places.forEach((at) => american[at].pages.push(page));
    const own = places.map((at) => american[at]);
    return { code, title, address, us: own, jobs: Math.max(0, ...own.map((one) => one.jobs)) };
  });
  const pageOf = new Map(occupations.map(({ code }, page) => [code, page]));
  const names = [
    ...pages.map(([, title], page) => nameOf(title, "title", [page])),
    ...everyday.map(([title, codes]) => nameOf(title, "everyday", codes.split(" ").map((code) => pageOf.get(code)).filter((page) => page !== undefined))),
    ...pages.flatMap(([, , , , listed], page) => listed.map((title) => nameOf(title, "listed", [page]))),
    ...american.map((one) => nameOf(one.title, "us", one.pages, one.jobs)),
    ...without.map(([, title]) => nameOf(title, "listed", [])), // known, so nothing that is like it is offered
  ];
  const index = new window.minisearch.MiniSearch({
    fields: ["words", "pairs"], tokenize: wordsOf, processTerm: formOf, searchOptions: { combineWith: "AND" },
  });
  await index.addAllAsync(names.map(({ words, pairs }, id) => ({ id, words, pairs })), { chunkSize: 500 }); // so that the page still answers meanwhile
  const titles = everyday.filter(([, codes]) => !codes).map(([title]) => title); // of unit groups without a page
  const unscored = new Set([...titles, ...without.flat()].map(plainText));
  const parts = book.map(([title, address, on]) => ({ title, address, on, forms: formsOf(title.replace(/^\d - /, "")) }));
  return { occupations, names, index, groups, unscored, parts };
}

// --- Queries

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
  const said = tellingWords(others);
  const words = coded || said.every((word) => LABELS.has(word)) ? said.filter((word) => !(LABELS.has(word) || IDLE.has(word))) : said;
  const readings = words.slice(1).map((word, at) => words.toSpliced(at, 2, words[at] + word));
  return { soc, isco, words, readings: [words, ...readings] };
}

// How many letters of a word may be wrong: none of a short one, which would be another.
const mayBeWrong = (most) => (word) => word.length >= (most > 1 ? 6 : 4) && most;

// How a word begins, to the ear: "farmacist" as "pharmacist".
const SOUNDS = [[/^ph/, "f"], [/^ps/, "s"], [/^[kp]n/, "n"], [/^wr/, "r"], [/^k/, "c"]];

function beginningsOf(form) {
  return [form[0], SOUNDS.reduce((begun, [from, to]) => begun.replace(from, to), form)[0]];
}

// The first letter is hardly ever the wrong one: a moderator is no operator.
function beginsAs(words) {
  const known = new Set(words.flatMap((word) => beginningsOf(formOf(word))));
  return ({ terms }) => terms.every((term) => beginningsOf(term).some((letter) => known.has(letter)));
}

// The ways to hold a query against names, best first. The last two serve only where those before find nothing.
const WAYS = [
  { merit: 50, options: {} }, // whole words
  { merit: 40, options: { prefix: true, fields: ["words"] } }, // the beginnings of words, as they are typed
  { merit: 30, options: { fuzzy: mayBeWrong(1), prefix: true }, last: true },
  { merit: 20, options: { fuzzy: mayBeWrong(2), prefix: true }, last: true },
];
const SOME = { merit: 0, options: { combineWith: "OR", fuzzy: mayBeWrong(1), weights: { fuzzy: 0.5, prefix: 0.5 } }, last: true };

// The merit of a name that fits: whether it has no other word, whether the words name what people are, how much of it they make up.
function meritOf(name, words, found) {
  const fitting = new Set(found.queryTerms).size;
  const exact = fitting >= name.length ? 4 : 0;
  const head = found.terms.some((term) => name.heads.has(term)) ? 2 : 0;
  return exact + head + 2 * Math.min(1, fitting / name.length) + KINDS[name.kind];
}

// Puts into ``reasons`` what words lead to in one way: by page, the name of most merit. Says whether any name fits.
function addReasons(reasons, { occupations, names, index }, words, { merit, options, last = false }) {
  const found = index.search(words.join(" "), { ...options, filter: beginsAs(words) });
  const most = found[0]?.score;
  for (const one of found) {
    const name = names[one.id];
    const missing = words.filter((word) => !one.queryTerms.includes(formOf(word)));
    const whole = missing.length ? 10 * (one.score / most) : 0;
    name.places.forEach((page, place) => {
      const jobs = name.jobs ?? occupations[page].jobs; // of two that fit as well, the more frequent comes first
      const own = merit + whole + meritOf(name, words, one) - Math.min(place, 2) + 0.1 * Math.log10(1 + jobs);
      if (!(reasons.get(page)?.merit >= own)) reasons.set(page, { merit: own, name, missing, isGuess: last });
    });
  }
  return found.length > 0;
}

function reasonsByName(prepared, { words, readings }, { coded }) {
  const reasons = new Map();
  let known = false; // a name fits, though it may have no page: soldiers are not scored, and are no slip for solderers
  for (const way of WAYS) {
    if (way.last && known) break;
    for (const reading of readings) known = addReasons(reasons, prepared, reading, way) || known;
  }
  if (!known && !coded) addReasons(reasons, prepared, words, SOME);
  return reasons;
}

function formsOf(text) {
  return tellingWords(plainText(text)).map(formOf);
}

// Why a page fits, and whether that is another name than its title. An official title that says as much as an everyday one is the reason.
function reasonOf(page, { name, missing, merit, isGuess }) {
  const without = missing.length ? `, without “${missing.join(" ")}”` : "";
  const forms = formsOf(name.title);
  const own = formsOf(page.title);
  if (name.kind === "title" || forms.every((form) => own.includes(form))) {
    return { merit, why: `ISCO-08 ${page.code}${without}`, other: false, isGuess };
  }
  const us = page.us.find(({ title }) => title === name.title || formsOf(title).join(" ") === forms.join(" "));
  return { merit, why: `${us ? "U.S. title" : "also"}: ${us?.title ?? name.title}${without}`, other: true, isGuess };
}

function reasonByCode(page, { isco, soc }) {
  if (isco !== null && !page.code.startsWith(isco)) return null;
  if (soc === null) return { merit: page.code === isco ? 2 : 1, why: `ISCO-08 ${page.code}`, other: false };
  const us = page.us.find((one) => one.digits.startsWith(soc));
  return us ? { merit: 1, why: `O*NET-SOC ${us.code}: ${us.title}`, other: true } : null;
}

// The pages, terms and sections of the book that have every word of a query in their name, as { before, after } what was found; of the
// last word, which may still be typed, the beginning will do. Where an occupation fits as it was typed, only what is called by the query
// alone, and before it only a page, which may be called so by those who ask for it.
function rankParts({ parts }, text, found) {
  const said = formsOf(COUNTRIES.reduce((whole, [short, name]) => whole.replace(short, name), plainText(text)));
  const words = said.filter((word) => !ASKING.has(word));
  const isKnown = found.some(({ isGuess }) => !isGuess);
  const whole = parts.filter(({ forms }) => words.length && words.every((word) => forms.includes(word)));
  if (!isKnown) {
    const last = words.at(-1) ?? "";
    const begun = parts.filter(
      ({ forms }) => last.length > 2 && words.slice(0, -1).every((word) => forms.includes(word)) && forms.some((form) => form.startsWith(last)),
    );
    const shortest = (some) => some.sort((a, b) => a.forms.length - b.forms.length);
    return { before: [...new Set([...shortest(whole), ...shortest(begun)])].slice(0, 3), after: [] };
  }
  const [called] = whole.filter(({ forms }) => forms.length === words.length);
  const isPage = called && !called.address.includes("#");
  return { before: isPage ? [called] : [], after: called && !isPage ? [called] : [] };
}

// Whether a query names a unit group of ISCO-08 that has no page.
function isUnscored({ unscored }, text) {
  return unscored.has(plainText(text).trim()) || unscored.has(readQuery(text).isco);
}

// The occupations that fit a query, best first, each with the reason, whether that is another than its title, and whether a word is left
// out or taken for another: [{ page, why, other, isGuess, merit }, …]
function rankOccupations(prepared, text) {
  const { occupations } = prepared;
  const query = readQuery(text);
  // Digits alone mean an ISCO-08 code where one begins with them.
  if (query.soc === null && query.isco?.length > 1 && !occupations.some((page) => page.code.startsWith(query.isco))) {
    [query.soc, query.isco] = [query.isco, null];
  }
  const coded = query.soc !== null || query.isco !== null;
  const whole = query.isco?.length === 4 || query.soc?.length >= 6; // names one occupation, whatever is said beside it
  const named = query.words.length > 0 && !whole;
  if (!coded && !named) return [];
  const reasons = named ? reasonsByName(prepared, query, { coded }) : new Map();
  const found = [];
  occupations.forEach((page, place) => {
    let reason = coded ? reasonByCode(page, query) : null;
    if (coded && !reason) return;
    if (named) {
      const best = reasons.get(place);
      reason = best ? reasonOf(page, best) : null;
    }
    if (reason) found.push({ page, ...reason });
  });
  return found.sort((a, b) => b.merit - a.merit || a.page.code.localeCompare(b.page.code));
}
