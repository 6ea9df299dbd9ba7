// Marks the words that a search was for, on the search page and on the page that it led to: whole words, in the page's text. In place of
// Sphinx's script of this name, which marks letters ("ai" in "training") in menus and pictures, too, and ends where storage is refused.
"use strict";

const SPHINX_HIGHLIGHT = { key: "sphinx_highlight_terms", skipped: "svg, script, style, button, select, textarea" };

// searchtools.js asks for this constant, and leaves the words of a search in the storage where it is true.
const SPHINX_HIGHLIGHT_ENABLED = (() => {
  try {
    return Boolean(localStorage);
  } catch {
    return false;
  }
})();

// The words that one of the terms begins, each with what a hyphen joins to it: "ray" means "X-rays" whole. A short term means that word
// and its plural alone: "AI" does not mean "air".
function wordsOfTerms(terms) {
  const escaped = (term) => term.replace(/[.*+\-?^${}()|[\]\\]/g, "\\$&");
  const beginnings = [...terms].map((term) => (term.length > 3 ? `${escaped(term.replace(/s$/, ""))}[\\p{L}\\p{N}]*` : `${escaped(term)}s?`));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:[\\p{L}\\p{N}]+-)*(?:${beginnings.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

function markWords(root, terms, className) {
  const words = wordsOfTerms(terms);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(`${SPHINX_HIGHLIGHT.skipped}, .${className}`)) texts.push(walker.currentNode);
  }
  for (const text of texts) {
    for (const { 0: word, index } of [...text.data.matchAll(words)].reverse()) {
      const mark = document.createElement("span");
      const rest = text.splitText(index);
      mark.className = className;
      rest.splitText(word.length);
      rest.replaceWith(mark);
      mark.append(rest);
    }
  }
}

// What searchtools.js calls for each term and result.
const _highlightText = (node, term, className) => markWords(node, [term], className);

_ready(() => {
  const article = document.querySelector("article");
  if (!SPHINX_HIGHLIGHT_ENABLED || !article || typeof Search !== "undefined") return;
  const terms = (localStorage.getItem(SPHINX_HIGHLIGHT.key) ?? "").split(/\s+/).filter(Boolean);
  localStorage.removeItem(SPHINX_HIGHLIGHT.key);
  if (terms.length) markWords(article, terms, "highlighted");
});
