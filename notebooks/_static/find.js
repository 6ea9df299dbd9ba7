// Finds an occupation by title, ISCO-08 code, everyday title, U.S. occupation title or O*NET-SOC code, on any page and offline;
// ranking.js says which fit. It, the index of words and the list of names are fetched the first time that a field is used.
"use strict";

const FIND = { shown: 12, wait: null };

function siteRoot() {
  return document.documentElement.dataset.content_root || "./";
}

function loadScript(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script"); // not fetch(): that is refused where pages are opened as files
    script.src = siteRoot() + path;
    script.onload = resolve;
    script.onerror = () => reject(new Error("The list of occupations could not be loaded."));
    document.head.append(script);
  });
}

function findData() {
  FIND.wait ??= Promise.all(["_static/vendor/minisearch.js", "_static/ranking.js", "data/find.js"].map(loadScript)).then(
    () => prepareOccupations(window.exposureGradientFind),
  ).catch((error) => {
    FIND.wait = null; // the next use tries again
    throw error;
  });
  return FIND.wait;
}

// The page that searches the text of all pages, with a query.
function textSearch(query) {
  return `${siteRoot()}search.html?${new URLSearchParams({ q: query.trim() })}`;
}

function counted(n, one, many) {
  return n ? [`${n} ${n === 1 ? one : many}`] : [];
}

function saidOf(found, places, isLeftOut) {
  const words = found.every(({ isGuess }) => isGuess) ? ["occupation with a similar name", "occupations with similar names"] : ["occupation", "occupations"];
  const all = [...counted(places, "place in this book", "places in this book"), ...counted(found.length, ...words)];
  if (all.length) return `${all.join(", ")}${found.length > FIND.shown ? `, the first ${FIND.shown} listed` : ""}`;
  return isLeftOut ? "The ILO scored no tasks of this occupation, so it has no page." : "No occupation found by that name or code.";
}

// Whether a link leads to the page that it stands on.
function isHere(link) {
  return link.pathname === location.pathname && link.host === location.host;
}

function startFinding(field, { list, status, elsewhere, groups }) {
  let active = -1;
  let listed = ""; // the query whose occupations are listed
  const name = list.id;
  const picks = "picks" in field.dataset; // what is found is taken where the field stands, not opened
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", name);
  field.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Found");

  function choose(place) {
    const options = [...list.children];
    active = options.length ? (place + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    if (active < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  // For pictures of occupations around the field: the codes found, the best first.
  function tell(codes) {
    field.dispatchEvent(new CustomEvent("found", { detail: codes }));
  }

  function close() {
    list.replaceChildren();
    list.hidden = elsewhere.hidden = groups.hidden = true;
    listed = "";
    tell(null);
    field.setAttribute("aria-expanded", "false");
    choose(-1);
    status.textContent = "";
  }

  function offerTextSearch() {
    const link = elsewhere.firstElementChild;
    link.href = textSearch(field.value);
    link.textContent = `Search the text of all pages for “${field.value.trim()}”`;
    elsewhere.hidden = picks;
  }

  // Where nothing fits, the reader may still know the group.
  function offerGroups(known) {
    if (document.querySelector("nav.eg-groups")) return; // the landing page lists them already
    if (!groups.childElementCount) {
      const label = document.createElement("p");
      label.textContent = "Or look in a major group:";
      const links = document.createElement("ul");
      links.append(...known.map(([code, title, address]) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = siteRoot() + address;
        link.textContent = `${code} – ${title}`;
        item.append(link);
        return item;
      }));
      groups.append(label, links);
    }
    groups.hidden = false;
  }

  async function show() {
    let prepared;
    try {
      prepared = await findData();
    } catch (error) {
      status.textContent = error.message;
      if (field.value.trim()) offerTextSearch();
      return;
    }
    if (!field.value.trim()) return close();
    const found = rankOccupations(prepared, field.value);
    listed = field.value;
    tell(found.map(({ page }) => page.code));
    offerTextSearch();
    const isLeftOut = !found.length && isUnscored(prepared, field.value);
    const { before, after } = picks ? { before: [], after: [] } : rankParts(prepared, field.value, found);
    if (found.length || before.length || isLeftOut) groups.hidden = true;
    else offerGroups(prepared.groups);
    const placeOf = ({ title, address, on }) => ({ title, href: siteRoot() + address, why: on ? `in: ${on}` : "a page of this book" });
    const occupations = found.slice(0, FIND.shown).map(({ page, why }) => ({ page, why, title: page.title, href: siteRoot() + page.address }));
    list.replaceChildren(
      ...[...before.map(placeOf), ...occupations, ...after.map(placeOf)].map(({ page, why, title: words, href }, at) => {
        const option = document.createElement("a"); // the option is the link itself: none may lie within another
        const title = document.createElement("span");
        const reason = document.createElement("span");
        option.id = `${name}-${at}`;
        option.setAttribute("role", "option");
        option.href = href;
        option.tabIndex = -1;
        title.textContent = words;
        reason.className = "eg-why";
        reason.textContent = why;
        option.append(title, reason);
        option.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          if (picks) field.dispatchEvent(new CustomEvent("pick", { detail: page }));
          if (picks || isHere(option)) {
            if (picks || !option.hash) event.preventDefault(); // following it would load the page anew under the reader's hands
            close();
            field.value = "";
            field.closest("dialog")?.close();
          }
        });
        return option;
      }),
    );
    list.hidden = !list.childElementCount;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choose(list.hidden ? -1 : 0);
    status.textContent = saidOf(found, before.length + after.length, isLeftOut);
  }

  // Enter may come before the list: what is typed counts, not what is shown.
  async function open() {
    if (field.value !== listed) await show();
    if (active >= 0) list.children[active].click();
    else if (field.value.trim() && !picks) location.assign(textSearch(field.value));
  }

  field.addEventListener("focus", () => findData().catch(() => {}), { once: true });
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      open();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
}

function makeList(name) {
  const list = document.createElement("div");
  const status = document.createElement("p");
  const elsewhere = document.createElement("p");
  const groups = document.createElement("div");
  list.id = name;
  list.className = "eg-results";
  list.hidden = true;
  status.className = "eg-found";
  status.setAttribute("role", "status");
  elsewhere.className = "eg-elsewhere";
  elsewhere.hidden = true;
  elsewhere.append(document.createElement("a"));
  groups.className = "eg-known-groups";
  groups.hidden = true;
  return { list, status, elsewhere, groups };
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".eg-finder").forEach((finder) => {
    const parts = makeList("eg-find-list");
    finder.append(parts.status, parts.list, parts.elsewhere, parts.groups);
    finder.hidden = false;
    startFinding(finder.querySelector("input"), parts);
  });
  const dialog = document.querySelector("#pst-search-dialog");
  if (!dialog) return;
  const field = dialog.querySelector("input[type=search]");
  const parts = makeList("eg-dialog-list");
  const hint = document.createElement("p");
  hint.className = "eg-hint";
  hint.textContent = "A job title in your own words, a code of ISCO-08 or O*NET-SOC, a chapter or a term. If nothing is found, Enter searches the text of all pages.";
  field.placeholder = "Find an occupation";
  field.setAttribute("aria-label", "Find an occupation, or search all pages");
  dialog.append(parts.status, parts.list, parts.elsewhere, parts.groups, hint);
  startFinding(field, parts);
});
