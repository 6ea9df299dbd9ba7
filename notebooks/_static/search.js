// The search page: what searchtools.js shows of each page that it found. Its own way takes the whole page, code and buttons included,
// and shows its beginning where the stem of a word ("secretari") stands in no text.
"use strict";

const SNIPPET = {
  before: 100, // letters before the first word that was looked for
  length: 240,
  skipped: "h1, details, pre, svg, script, style, button, input, select, form, .headerlink",
  apart: "td, th, li, p, dt, dd, h2, h3, h4, figcaption, caption, div", // whose words are none of the next one's
};

Search.htmlToText = (html, anchor) => {
  const article = new DOMParser().parseFromString(html, "text/html").querySelector("article");
  const part = (anchor && article?.querySelector(`#${CSS.escape(anchor.slice(1))}`)) || article;
  if (!part) return "";
  part.querySelectorAll(SNIPPET.skipped).forEach((one) => one.remove());
  part.querySelectorAll(SNIPPET.apart).forEach((one) => one.append(" "));
  return part.textContent.replace(/\s+/g, " ").trim();
};

const STEMS = new Map(); // of the words of all pages, which repeat one another

function stemOf(word) {
  if (!STEMS.has(word)) STEMS.set(word, new Stemmer().stemWord(word));
  return STEMS.get(word);
}

function firstPlace(text, stems) {
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    if (stems.has(stemOf(word.toLowerCase()))) return index;
  }
  return 0;
}

Search.makeSearchSummary = (html, stems, anchor) => {
  const text = Search.htmlToText(html, anchor);
  if (!text) return null;
  const at = firstPlace(text, stems);
  const start = at <= SNIPPET.before ? 0 : text.indexOf(" ", at - SNIPPET.before) + 1;
  const end = text.length <= start + SNIPPET.length ? text.length : text.lastIndexOf(" ", start + SNIPPET.length);
  const summary = document.createElement("p");
  summary.className = "context";
  summary.textContent = `${start ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
  return summary;
};

// A word that is whole counts more than a part of one, also than a part of a title: "ray" more than "trainer", whose stem holds its stem.
Scorer.partialTitle = Scorer.partialTerm;

// Pages opened as files may not be fetched: results then have no text beside them.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
