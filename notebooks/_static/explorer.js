// The full gradient as a picture to explore, in place of the static one: drawn with D3 from the page's own table, filtered
// together with it, and kept in the address. Without scripts the page keeps its static picture and the whole table.
"use strict";

const EXPLORER = {
  reach: 24, // px from a mark within which a pointer means it: a finger needs a target of that size
  rest: 350, // ms after which the label holds still, so that a pointer can move onto it
  typing: 300, // ms without a key before the text goes into the address: browsers refuse an address that changes too often
  wide: 560, // px from which there is room for names in the picture, and for larger marks
  named: 8, // so few occupations are all named
  largest: 1500, // square px, the mark of the most people; in a narrow picture half of it
  smallest: 9,
  exposed: 2, // the place of the first band that counts as exposed
  people: "usa", // the table of employment, where none is chosen
  start: { view: "change", size: "", group: "", band: [], q: "", sort: "" },
};

// --- The table as data ---------------------------------------------------------------------------------------------------

function occupationsOf(table, bands) {
  return rowsIn(table).map((row) => {
    const figures = Object.fromEntries(
      [...row.querySelectorAll("data[data-claim]")].map((data) => [data.dataset.claim.split(".").at(-1), data]),
    );
    const link = row.querySelector("a");
    const code = row.cells[0].textContent.trim();
    const title = link.textContent.trim();
    return {
      row, link, code, title, group: code[0],
      mean: Number(figures.mean_2025.value), change: Number(figures.change.value), band: bands.indexOf(figures.band.value),
      words: `Mean ${figures.mean_2025.textContent}, change ${figures.change.textContent}`, bandName: figures.band.value,
    };
  });
}

// --- The view in the address ---------------------------------------------------------------------------------------------

// An address may say anything: what is no choice of this page is passed over.
function viewFromAddress(address, choices) {
  const said = new URL(address).searchParams;
  const one = (name) => (choices[name].includes(said.get(name)) ? said.get(name) : EXPLORER.start[name]);
  return {
    view: one("view"), size: one("size"), group: one("group"),
    band: choices.band.filter((band) => said.getAll("band").includes(band)),
    q: (said.get("q") ?? "").slice(0, 100), sort: one("sort"),
  };
}

function addressOfView(address, view) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(view)) {
    url.searchParams.delete(name);
    if (Array.isArray(value)) value.forEach((part) => url.searchParams.append(name, part));
    else if (value !== EXPLORER.start[name]) url.searchParams.set(name, value);
  }
  return url;
}

// --- The explorer --------------------------------------------------------------------------------------------------------

function startExploring(form, picture, table) {
  const find = (selector) => form.querySelector(selector);
  const [stage, plot, label, status, shared] = [".eg-stage", ".eg-plot", ".eg-label", ".eg-shown", ".eg-shared"].map(find);
  const { group: groupField, q: textField, size: sizeField, view: viewFields } = form.elements;
  const bandButtons = [...form.querySelectorAll(".eg-band-choices button")];
  const headings = [...table.tHead.rows[0].cells];
  const all = occupationsOf(table, bandButtons.map((button) => button.querySelector(".eg-name").textContent));
  const ofRow = new Map(all.map((one) => [one.row, one]));
  const ofCode = new Map(all.map((one) => [one.code, one]));
  const columns = headings.map((heading) => heading.textContent.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-"));
  const choices = {
    view: [...viewFields].map((field) => field.value),
    group: [...groupField.options].map((option) => option.value),
    size: [...sizeField.options].map((option) => option.value),
    band: bandButtons.map((button) => button.value),
    sort: columns.flatMap((column) => [column, `-${column}`]),
  };
  // From the least to the most exposed: the order of the marks in both views, for arrow keys and for reading aloud.
  const order = [...all].sort((a, b) => a.mean - b.mean || a.code.localeCompare(b.code));
  order.forEach((one, place) => {
    one.place = place;
  });
  let view = { ...EXPLORER.start };
  let now = null; // the occupation that is pointed at
  let touched = false;
  let restoring = false;
  let near = d3.quadtree();
  let room = 0; // px, how wide the picture may be; measured when that changes, for to ask is to wait for the layout
  let size = 60;
  let timer;
  let resting;
  let swarm = null; // of the width that it was laid out for
  let following = null; // what is done when the choice has been painted
  const elsewhere = document.createElement("a");
  let occupations = null; // as ranking.js wants them, once they are fetched
  let employment = null; // the tables that size the marks, on their way

  // --- Choices

  // By code, the occupations that fit the text, the best first; null where there is no text, or nothing yet to hold it against.
  function textFits() {
    if (!view.q.trim()) return null;
    if (occupations) return new Map(rankOccupations(occupations, view.q).map((found) => [found.page.code, found]));
    stage.setAttribute("aria-busy", "true");
    findData()
      .then((fetched) => {
        occupations = fetched;
        show();
      }, (error) => {
        shared.textContent = error.message;
      })
      .finally(() => stage.removeAttribute("aria-busy"));
    return null;
  }

  // Without a column to sort by, the table has the best fit first, as the search has it.
  function rowsByFit(fits) {
    const rows = new Set([...(fits?.keys() ?? [])].map((code) => ofCode.get(code).row));
    for (const one of all) rows.add(one.row);
    return [...rows];
  }

  function filter() {
    const fits = textFits();
    const persons = view.view === "people" ? personsByCode() : null;
    const counts = bandButtons.map(() => 0);
    for (const one of all) {
      const fit = fits?.get(one.code);
      const fitting = (!view.group || one.group === view.group) && (!fits || Boolean(fit));
      if (fitting) counts[one.band] += 1;
      one.shown = fitting && (!view.band.length || view.band.includes(choices.band[one.band])) && (!persons || persons[one.code] > 0);
    }
    elsewhere.hidden = !fits || fits.size > 0;
    if (!elsewhere.hidden) {
      elsewhere.href = textSearch(view.q);
      elsewhere.textContent = `Search the text of all pages for “${view.q.trim()}”`;
    }
    const n = all.filter((one) => one.shown).length;
    const said = n === all.length ? `All ${n} occupations are shown.` : `${n} of ${all.length} occupations ${n === 1 ? "is" : "are"} shown.`;
    bandButtons.forEach((button, band) => {
      button.setAttribute("aria-pressed", String(view.band.includes(button.value)));
      button.querySelector(".eg-count").textContent = counts[band];
    });
    if (status.textContent !== said) status.textContent = said; // said again only where it is news
    letFollow({ rows: () => showRows(fits, said) });
    if (now && !now.shown) pointAt(null);
  }

  // The table's rows are next, when the choice has been painted, and marks on their way to another place: to lay them out takes
  // longer than all else of a choice.
  function letFollow(parts) {
    const isAwaited = following !== null;
    following = { ...following, ...parts };
    if (!isAwaited) requestAnimationFrame(() => setTimeout(followUp));
  }

  function followUp() {
    const { rows, marks: places } = following;
    following = null;
    places?.();
    rows?.();
  }

  function showRows(fits, said) {
    for (const one of all) {
      const fit = fits?.get(one.code);
      one.row.hidden = !one.shown;
      if (fit?.other) one.link.parentElement.dataset.why = fit.why;
      else delete one.link.parentElement.dataset.why;
    }
    arrangeRows(table, view.sort ? rowsIn(table) : rowsByFit(fits));
    note.hidden = all.every((one) => one.shown);
    note.firstChild.textContent = `${said} `;
  }

  // The table of employment that the view needs: the one chosen, or where people are shown the first.
  const tableOfView = () => view.size || (view.view === "people" ? EXPLORER.people : "");

  // Persons by code in the table that the view needs; null where it needs none, or it has not come yet.
  function personsByCode() {
    if (!tableOfView()) return null;
    if (window.exposureGradientEmployment) return window.exposureGradientEmployment[tableOfView()];
    stage.setAttribute("aria-busy", "true");
    employment ??= loadScript("data/employment.js")
      .then(show, () => {
        employment = null; // the next choice tries again
        shared.textContent = "The table of employment could not be loaded.";
      })
      .finally(() => stage.removeAttribute("aria-busy"));
    return null;
  }

  const employmentWords = () => `${stage.dataset.people}: ${[...sizeField.options].find((option) => option.value === tableOfView()).textContent}`;

  // Gives each occupation the area of its mark, and what is said of it.
  function sizeMarks(area) {
    const persons = personsByCode();
    const most = persons ? Math.max(...Object.values(persons)) : 1;
    const name = [...sizeField.options].find((option) => option.value === tableOfView()).textContent;
    const grouped = new Intl.NumberFormat("en");
    for (const one of all) {
      one.area = persons && view.size ? Math.max(EXPLORER.smallest, area * (persons[one.code] / most)) : size;
      one.said = persons ? `${one.words}. ${name}: ${grouped.format(persons[one.code])}, equal split` : one.words;
    }
    find(".eg-size-note").hidden = !persons || !view.size;
    svg.classed("eg-sized", Boolean(persons && view.size));
  }

  function showControls() {
    viewFields.value = view.view;
    sizeField.value = view.size;
    groupField.value = view.group;
    if (textField.value !== view.q) textField.value = view.q;
    for (const words of form.querySelectorAll("[data-view]")) words.hidden = words.dataset.view !== view.view;
  }

  function sortedBy() {
    const at = headings.findIndex((heading) => heading.hasAttribute("aria-sort"));
    return at < 0 ? "" : (headings[at].getAttribute("aria-sort") === "descending" ? "-" : "") + columns[at];
  }

  // The table sorts itself (exposure.js), so its own buttons are pressed: once for ascending, twice for descending.
  function sortTable() {
    if (view.sort === sortedBy()) return;
    if (!view.sort) {
      headings.forEach((heading) => heading.removeAttribute("aria-sort"));
      return;
    }
    const button = headings[columns.indexOf(view.sort.replace(/^-/, ""))].querySelector("button");
    restoring = true;
    button.click();
    if (view.sort !== sortedBy()) button.click();
    restoring = false;
  }

  function show({ moving = false } = {}) {
    showControls();
    filter();
    draw(moving);
  }

  // A choice is a step that the reader can go back from; text that is being typed is not, letter by letter.
  function keep(step) {
    clearTimeout(timer);
    const url = addressOfView(location.href, view);
    if (url.href === location.href) return;
    try {
      history[step ? "pushState" : "replaceState"](null, "", url);
    } catch {
      // Some browsers refuse this for pages that are opened as files; all else works there, too.
    }
  }

  function change(part, step = true) {
    const moving = part.view !== undefined && part.view !== view.view;
    if (step) keep(false); // what was typed just before belongs to the step before
    view = { ...view, ...part };
    shared.textContent = "";
    show({ moving });
    if (step) return keep(true);
    clearTimeout(timer);
    timer = setTimeout(keep, EXPLORER.typing, false);
  }

  function restore() {
    clearTimeout(timer);
    view = viewFromAddress(location.href, choices);
    sortTable();
    show();
  }

  const reset = () => change({ group: "", band: [], q: "" });

  // --- The picture

  const svg = d3.select(plot).append("svg").attr("role", "none").attr("focusable", "false");
  const [across, upright, zero] = ["eg-axis", "eg-axis", "eg-zero"].map((kind) => svg.append("g").attr("class", kind).attr("aria-hidden", "true"));
  const titles = svg.append("g").attr("class", "eg-titles").attr("aria-hidden", "true");
  // A list box with options, not a live region: a screen reader then names the mark itself, says which of how many it is, and
  // breaks off when the next key is pressed. One stop of the tab key, the mark pointed at being the active descendant.
  const marks = svg
    .append("g").attr("role", "none")
    .selectAll("path").data(order, (one) => one.code)
    .join("path")
    .attr("id", (one) => `eg-mark-${one.code}`)
    .attr("class", (one) => `eg-band-${one.band}`)
    .each(function (one) {
      one.mark = this;
    });
  const names = svg.append("g").attr("class", "eg-names").attr("aria-hidden", "true");
  const pen = document.createElement("canvas").getContext("2d"); // measures a name without a layout of the page
  pen.font = `12px ${getComputedStyle(plot).getPropertyValue("--eg-sans")}`;
  const ring = svg.append("path").attr("class", "eg-ring").attr("aria-hidden", "true");

  // Gives a mark what has changed of it: whatever is written costs a browser its style, be it the same.
  function drawMark(one) {
    const { mark, shown, drawn = {} } = one;
    const wanted = {
      class: `eg-band-${one.band}${shown ? "" : " eg-ghost"}`,
      d: pathOf(one.band, shown ? one.area : one.area * 0.6),
      "aria-label": `${one.title}, ISCO-08 ${one.code}. ${one.said}, ${one.bandName}`,
      role: shown ? "option" : null,
      "aria-selected": shown ? String(one === now) : null,
      "aria-hidden": shown ? null : "true",
    };
    for (const name of Object.keys(wanted)) {
      if (wanted[name] === drawn[name]) continue;
      if (wanted[name] === null) mark.removeAttribute(name);
      else mark.setAttribute(name, wanted[name]);
    }
    one.drawn = wanted;
  }

  function placeMarks() {
    for (const { mark, x, y } of order) mark.style.transform = `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px)`;
  }

  function draw(moving = false) {
    const width = room;
    if (!width) return;
    const wide = width >= EXPLORER.wide;
    const height = Math.round(Math.min(460, Math.max(330, 0.64 * width)));
    const edge = { top: 26, right: 12, bottom: 44, left: 40 };
    const [bottom, right] = [height - edge.bottom, width - edge.right];
    const x = d3.scaleLinear(d3.extent(all, (one) => one.mean), [edge.left, right]).nice();
    const ranked = view.view === "ranked";
    const persons = view.view === "people" ? personsByCode() : null;
    const y = persons
      ? d3.scaleLinear(powersAround(Object.values(persons)), [bottom, edge.top])
      : d3.scaleLinear(d3.extent(all, (one) => one.change), [bottom, edge.top]).nice();
    order.forEach((one) => {
      one.x = x(one.mean);
      one.height = persons ? Math.log10(Math.max(persons[one.code], 1)) : one.change;
      one.y = y(one.height);
    });
    size = wide ? 58 : 28;
    if (ranked) {
      if (swarm?.width !== width) swarm = { width, ...fittingSwarm(order.map((one) => one.x), bottom - edge.top - 8) };
      const middle = (edge.top + bottom - swarm.low - swarm.high) / 2;
      order.forEach((one, place) => {
        one.y = middle + swarm.heights[place];
      });
      size = Math.min(80, 0.55 * swarm.apart ** 2);
    }
    sizeMarks(EXPLORER.largest / (wide ? 1 : 2));
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    drawAxes({ x, y, ranked, persons, width, height, edge });
    // Ghosts first, so that none lies on a mark that is shown; then the largest.
    marks
      .sort((a, b) => a.shown - b.shown || b.area - a.area || a.place - b.place)
      .each(drawMark);
    svg.classed("eg-moving", moving);
    if (moving) letFollow({ marks: placeMarks });
    else placeMarks();
    near = d3.quadtree(shownInOrder(), (one) => one.x, (one) => one.y);
    drawNames({ wide, ranked, width, bottom });
    drawRing();
  }

  function drawAxes({ x, y, ranked, persons, width, height, edge }) {
    const signed = d3.format("+.2~f");
    const short = new Intl.NumberFormat("en", { notation: "compact" });
    const ticks = Math.max(3, Math.round(width / 110));
    across
      .attr("transform", `translate(0 ${height - edge.bottom})`)
      .call(d3.axisBottom(x).ticks(ticks).tickSize(edge.top + edge.bottom - height).tickPadding(8));
    upright
      .attr("transform", `translate(${edge.left} 0)`)
      .attr("visibility", ranked ? "hidden" : null)
      .call(d3.axisLeft(y).ticks(persons ? y.domain()[1] - y.domain()[0] : 6).tickSize(edge.left + edge.right - width).tickPadding(8)
        .tickFormat(persons ? (power) => short.format(10 ** power) : (value) => (value ? signed(value) : "0")));
    zero
      .attr("visibility", ranked || persons ? "hidden" : null)
      .selectAll("line").data([0]).join("line")
      .attr("x1", edge.left).attr("x2", width - edge.right).attr("y1", y(0)).attr("y2", y(0));
    const end = width - edge.right;
    const words = [{ text: ranked ? stage.dataset.x : `${stage.dataset.x} →`, x: end, y: height - 6, anchor: "end" }];
    if (ranked) words.push({ text: `← ${stage.dataset.least}`, x: edge.left, y: 14, anchor: "start" }, { text: `${stage.dataset.most} →`, x: end, y: 14, anchor: "end" });
    else words.push({ text: `↑ ${persons ? employmentWords() : stage.dataset.y}`, x: 2, y: 14, anchor: "start" });
    titles
      .selectAll("text").data(words).join("text")
      .attr("x", (one) => one.x).attr("y", (one) => one.y).attr("text-anchor", (one) => one.anchor)
      .text((one) => one.text);
  }

  // A few names make a picture readable before anything is pointed at: the ends of what is shown, or all of a few. A name
  // stands beside its mark, above or below it, wherever it hides no mark and no other name, or it is left out.
  function drawNames({ wide, ranked, width, bottom }) {
    const shown = shownInOrder();
    const ends = [shown.at(-1), shown[0]];
    if (!ranked) for (const sign of [1, -1]) ends.push([...shown].sort((a, b) => sign * (b.height - a.height))[0]);
    // Of people, the exposed occupations with most of them: what a reader looks for up and to the right.
    if (view.view === "people") ends.push(...shown.filter((one) => one.band >= EXPLORER.exposed).sort((a, b) => b.height - a.height).slice(0, 4));
    const chosen = !wide || !shown.length ? [] : shown.length <= EXPLORER.named ? shown : [...new Set(ends)];
    const left = view.view === "people" ? 44 : 0;
    const boxes = boxesOfNames(chosen, { shown, long: ({ title }) => pen.measureText(title).width, high: 14, left, right: width, top: 16, bottom: bottom + 4 });
    names
      .selectAll("text").data([...boxes]).join("text")
      .attr("x", ([, box]) => box.left).attr("y", ([, box]) => box.bottom - 3.5)
      .text(([one]) => one.title);
  }

  const shownInOrder = () => order.filter((one) => one.shown);

  // --- Pointing at an occupation

  function drawRing() {
    ring.attr("visibility", now ? null : "hidden");
    if (!now) return;
    ring
      .attr("class", `eg-ring eg-band-${now.band}`)
      .attr("d", bandSymbol(now.band, Math.max(110, now.area * (view.size ? 1.2 : 2))))
      .attr("transform", `translate(${now.x.toFixed(2)} ${now.y.toFixed(2)})`);
    placeLabel();
  }

  // Above the mark, or below where there is no room; never beyond the picture's sides.
  function placeLabel() {
    const [width, height] = [label.offsetWidth, label.offsetHeight];
    const above = now.y - height - 14;
    label.style.left = `${Math.max(0, Math.min(now.x - width / 2, stage.clientWidth - width))}px`;
    label.style.top = `${above >= 0 ? above : now.y + 16}px`;
  }

  function fillLabel(one) {
    const link = document.createElement("a");
    link.href = one.link.href;
    link.tabIndex = -1; // by keyboard, Enter opens the page
    link.textContent = one.title;
    const [what, figures] = [document.createElement("span"), document.createElement("span")];
    what.className = `eg-band-${one.band}`;
    what.append(bandSwatch(one.band), `ISCO-08 ${one.code}, ${one.bandName}`);
    figures.textContent = one.said;
    const pin = pinButton(one);
    pin.tabIndex = -1; // by keyboard, C pins
    label.replaceChildren(link, what, figures, pin);
  }

  function pointAt(one) {
    clearTimeout(resting);
    label.classList.remove("eg-still");
    if (one) resting = setTimeout(() => label.classList.add("eg-still"), EXPLORER.rest);
    if (one === now) return;
    now?.row.classList.remove("eg-now");
    now?.mark.setAttribute("aria-selected", "false");
    now = one;
    label.hidden = !one;
    if (one) {
      one.row.classList.add("eg-now");
      one.mark.setAttribute("aria-selected", "true");
      plot.setAttribute("aria-activedescendant", one.mark.id);
      fillLabel(one);
    } else {
      plot.removeAttribute("aria-activedescendant");
    }
    drawRing();
  }

  function open(one, aside) {
    if (aside) window.open(one.link.href, "_blank", "noopener");
    else location.assign(one.link.href);
  }

  function under(event) {
    const box = svg.node().getBoundingClientRect();
    return near.find(event.clientX - box.left, event.clientY - box.top, EXPLORER.reach) ?? null;
  }

  const keys = {
    ArrowRight: (shown, at) => shown[Math.min(at + 1, shown.length - 1)],
    ArrowLeft: (shown, at) => shown[Math.max(at - 1, 0)],
    ArrowUp: (shown) => nextTowards(now, shown, true) ?? now,
    ArrowDown: (shown) => nextTowards(now, shown, false) ?? now,
    Home: (shown) => shown[0],
    End: (shown) => shown.at(-1),
  };

  function press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (keys[event.key]) {
      event.preventDefault();
      const shown = shownInOrder();
      pointAt(now || event.key === "End" ? (keys[event.key](shown, shown.indexOf(now)) ?? null) : (shown[0] ?? null));
    } else if ((event.key === "Enter" || event.key === " ") && now) {
      event.preventDefault();
      open(now);
    } else if (event.key.toLowerCase() === "c" && now) {
      togglePin(now);
      fillLabel(now);
    } else if (event.key === "Escape" && now) {
      event.preventDefault();
      pointAt(null);
    }
  }

  // --- What the reader does

  for (const field of viewFields) field.addEventListener("change", () => change({ view: field.value }));
  sizeField.addEventListener("change", () => change({ size: sizeField.value }));
  groupField.addEventListener("change", () => change({ group: groupField.value }));
  textField.addEventListener("input", () => change({ q: textField.value }, false));
  bandButtons.forEach((button) => {
    button.addEventListener("click", () => {
      const pressed = view.band.includes(button.value);
      change({ band: choices.band.filter((band) => (band === button.value ? !pressed : view.band.includes(band))) });
    });
  });
  find(".eg-reset").addEventListener("click", reset);
  form.addEventListener("submit", (event) => event.preventDefault());
  find(".eg-share").addEventListener("click", async () => {
    keep(false);
    const url = addressOfView(location.href, view);
    url.hash = "";
    try {
      await navigator.clipboard.writeText(url.href);
      shared.textContent = "Copied.";
    } catch {
      shared.textContent = "The browser does not let this page copy; the address bar holds the link.";
    }
  });
  table.tHead.addEventListener("click", () => {
    if (restoring) return;
    keep(false); // what was typed just before belongs to the step before
    view = { ...view, sort: sortedBy() };
    keep(true);
  });

  plot.addEventListener("keydown", press);
  plot.addEventListener("focus", () => {
    if (plot.matches(":focus-visible") && !now) pointAt(shownInOrder()[0] ?? null);
  });
  plot.addEventListener("blur", () => pointAt(null));
  plot.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
  });
  plot.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") pointAt(under(event));
  });
  plot.addEventListener("click", (event) => {
    const one = under(event);
    if (one && (!touched || one === now)) open(one, event.ctrlKey || event.metaKey || event.shiftKey);
    else pointAt(one); // a finger cannot hover: its first touch names, its second opens
  });
  plot.addEventListener("auxclick", (event) => {
    if (event.button === 1 && under(event)) open(under(event), true);
  });
  stage.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && !plot.matches(":focus-visible")) pointAt(null);
  });
  label.addEventListener("mousedown", (event) => event.preventDefault()); // the picture keeps the focus, and so the label
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pointAt(null); // a label that hovering brought up goes without moving the pointer
  });
  const ofEvent = (event) => ofRow.get(event.target.closest("tr")) ?? null;
  for (const kind of ["pointerover", "focusin"]) table.tBodies[0].addEventListener(kind, (event) => pointAt(ofEvent(event)));
  for (const kind of ["pointerleave", "focusout"]) table.tBodies[0].addEventListener(kind, () => pointAt(null));

  // What can be taken along is the picture as it is now, under the words for its view.
  const tool = toolsButton("Download or link this picture", () => {
    const caption = document.createElement("p");
    const words = form.querySelectorAll(".eg-note > :is([data-view], .eg-size-note):not([hidden])");
    caption.textContent = [status, ...words].map((one) => one.textContent).join(" ");
    openTools(stage, caption, tool);
  });
  find(".eg-share").after(tool);

  // Where no occupation fits the text.
  status.after(elsewhere);

  // Above the table, which may be far from the choices that shortened it.
  const note = document.createElement("p");
  const undo = document.createElement("button");
  const frame = table.closest(".eg-scroll");
  undo.type = "button";
  undo.textContent = "Show all";
  undo.addEventListener("click", () => {
    reset();
    frame.focus({ preventScroll: true }); // the button is gone now
  });
  note.className = "eg-outcome eg-filtered";
  note.append(document.createElement("span"), undo);
  frame.before(note);

  bandButtons.forEach((button, band) => button.prepend(bandSwatch(band)));
  picture.hidden = true;
  form.hidden = false;
  room = stage.clientWidth;
  restore();
  addEventListener("popstate", restore);
  new ResizeObserver(() => {
    if (stage.clientWidth === room) return;
    room = stage.clientWidth;
    draw();
  }).observe(stage);
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form.eg-explorer");
  const [picture, table] = ["figure.eg-gradient", "table.eg-sortable"].map((kind) => document.querySelector(kind));
  if (form && picture && table && window.d3) startExploring(form, picture, table);
});
