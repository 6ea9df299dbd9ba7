// Finds an occupation by title, ISCO-08 code, U.S. occupation title or O*NET-SOC code, on any page and offline.
// The list of names is a file of its own, fetched the first time that a field is used.
"use strict";

const FIND = { shown: 12, wait: null };

function siteRoot() {
  return document.documentElement.dataset.content_root || "./";
}

function findData() {
  FIND.wait ??= new Promise((resolve, reject) => {
    const script = document.createElement("script"); // not fetch(): that is refused where pages are opened as files
    script.src = `${siteRoot()}data/find.js`;
    script.onload = () => resolve(prepare(window.exposureGradientFind));
    script.onerror = () => reject(new Error("The list of occupations could not be loaded."));
    document.head.append(script);
  });
  return FIND.wait;
}

function plainText(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

function prepare(data) {
  const us = data.us.map(([code, title]) => ({ code, title, key: plainText(title) }));
  return data.pages.map(([code, title, address, joined]) => ({
    code, title, address, key: plainText(title), us: joined.map((place) => us[place]),
  }));
}

// How well a text matches all words: 0 not at all, then inside a word, at a word's start, at the text's start.
function quality(text, words) {
  let least = 3;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    const starts = at === 0 || text.includes(` ${word}`) || text.includes(`-${word}`) || text.includes(`(${word}`);
    least = Math.min(least, at === 0 ? 3 : starts ? 2 : 1);
  }
  return least;
}

// The best reason why an occupation matches: its rank among reasons, and the words that say it.
function reasonOf(page, query, words) {
  if (/^\d{1,4}$/.test(query) && page.code.startsWith(query)) return [query === page.code ? 100 : 90, `ISCO-08 ${page.code}`];
  const title = quality(page.key, words);
  let best = title ? [40 + 10 * title, `ISCO-08 ${page.code}`] : null;
  for (const us of page.us) {
    if (/^\d{2}-?\d/.test(query) && us.code.replace("-", "").startsWith(query.replace("-", ""))) return [85, `O*NET-SOC ${us.code}: ${us.title}`];
    const own = quality(us.key, words);
    if (own && (!best || 10 * own > best[0])) best = [10 * own, `U.S. title: ${us.title}`];
  }
  return best;
}

function search(pages, text) {
  const query = plainText(text).trim();
  const words = query.split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const page of pages) {
    const reason = reasonOf(page, query, words);
    if (reason) found.push({ page, rank: reason[0], why: reason[1] });
  }
  return found.sort((a, b) => b.rank - a.rank || a.page.key.length - b.page.key.length || a.page.code.localeCompare(b.page.code));
}

// Whether a link leads to the page that it stands on.
function isHere(link) {
  return link.pathname === location.pathname && link.host === location.host;
}

function startFinding(field, list, status) {
  let active = -1;
  const name = list.id;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", name);
  field.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Occupations found");

  function choose(place) {
    const options = [...list.children];
    active = options.length ? (place + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    if (active < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.replaceChildren();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
    status.textContent = "";
  }

  async function show() {
    let pages;
    try {
      pages = await findData();
    } catch (error) {
      status.textContent = error.message;
      return;
    }
    if (!field.value.trim()) return close();
    const found = search(pages, field.value);
    list.replaceChildren(
      ...found.slice(0, FIND.shown).map(({ page, why }, at) => {
        const option = document.createElement("li");
        const link = document.createElement("a");
        const reason = document.createElement("span");
        option.id = `${name}-${at}`;
        option.setAttribute("role", "option");
        link.href = siteRoot() + page.address;
        link.tabIndex = -1;
        link.textContent = page.title;
        reason.className = "eg-why";
        reason.textContent = why;
        option.append(link, reason);
        option.addEventListener("click", () => link.click());
        link.addEventListener("click", (event) => {
          event.stopPropagation();
          if (isHere(link) && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
            event.preventDefault(); // following it would load the page anew under the reader's hands
            close();
            field.value = "";
            field.closest("dialog")?.close();
          }
        });
        return option;
      }),
    );
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(Boolean(found.length)));
    choose(found.length ? 0 : -1);
    const more = found.length - FIND.shown;
    status.textContent = !found.length
      ? "No occupation found by that name or code."
      : `${found.length} ${found.length === 1 ? "occupation" : "occupations"}${more > 0 ? `, the first ${FIND.shown} listed` : ""}`;
  }

  field.addEventListener("focus", () => findData().catch(() => {}), { once: true });
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      list.children[active].querySelector("a").click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
}

function makeList(name) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.id = name;
  list.className = "eg-results";
  list.hidden = true;
  status.className = "eg-found";
  status.setAttribute("role", "status");
  return [list, status];
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".eg-finder").forEach((finder) => {
    const [list, status] = makeList("eg-find-list");
    finder.append(status, list);
    finder.hidden = false;
    startFinding(finder.querySelector("input"), list, status);
  });
  const dialog = document.querySelector("#pst-search-dialog");
  if (!dialog) return;
  const field = dialog.querySelector("input[type=search]");
  const [list, status] = makeList("eg-dialog-list");
  const hint = document.createElement("p");
  hint.className = "eg-hint";
  hint.textContent = "Title, ISCO-08 code, U.S. occupation or O*NET-SOC code. Where nothing is found, Enter searches the text of all pages.";
  field.placeholder = "Find an occupation";
  field.setAttribute("aria-label", "Find an occupation, or search all pages");
  dialog.append(status, list, hint);
  startFinding(field, list, status);
});
