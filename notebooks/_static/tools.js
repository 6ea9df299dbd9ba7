// What a reader can take from a picture or a table: as a file, as a link, as a frame for another site. The button at the end of its
// caption, which exposure.js puts there, loads this when it is first pressed. Everything is made in the page, of what the page shows.
"use strict";

const TOOLS = {
  scale: 3,
  embedded: "figure[id], .eg-scroll[id]:has(> .eg-task-table)",
  looks: ["fill", "fill-opacity", "stroke", "stroke-width", "paint-order", "opacity", "visibility", "font-family", "font-size", "font-weight", "text-anchor"],
};

function toolButton(text, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", action);
  return button;
}

// The address of this page where others can open it: its own, or, of a page opened as a file, the one that it states.
function publicAddress() {
  const stated = document.querySelector('link[rel="canonical"]')?.href;
  return new URL(location.protocol.startsWith("http") || !stated ? location.href : stated);
}

// A caption in one line, without its button, its legend and the links to its files.
function wordsOf(caption) {
  const copy = caption.cloneNode(true);
  copy.querySelectorAll("button, .eg-key, .eg-take").forEach((one) => one.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function save(name, address) {
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
}

// Writes into a copy of a picture how the page's style sheets make it look on a light page: a file has no style sheets.
function writeLooks(svg, copy) {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = "light";
  const copies = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((one, at) => {
    const look = getComputedStyle(one);
    copies[at].removeAttribute("style");
    for (const name of TOOLS.looks) copies[at].setAttribute(name, look[name]);
    if (look.transform !== "none") copies[at].setAttribute("transform", look.transform);
  });
  dataset.theme = theme;
}

// A picture as a file of its own: the colours of a light page, a white ground, its words and its source below.
function pictureAsFile(figure, words) {
  const shown = [...figure.querySelectorAll("svg")].find((one) => one.checkVisibility());
  const svg = shown.cloneNode(true);
  if (!figure.matches("figure")) writeLooks(shown, svg); // drawn by a script; other pictures hold their looks
  const [left, top, width, height] = svg.getAttribute("viewBox").split(/\s+/).map(Number);
  const letters = Math.floor(width / 4.6);
  const edition = document.querySelector("footer .eg-edition")?.textContent ?? "";
  const credit = `${document.title}. ${edition} ${publicAddress().href.split(/[?#]/)[0]}`;
  const lines = [words, credit].flatMap((text) => text.match(new RegExp(`\\S.{0,${letters - 1}}(?=\\s|$)|\\S{${letters}}`, "g")) ?? []);
  const ground = document.createElementNS(svg.namespaceURI, "rect");
  const foot = document.createElementNS(svg.namespaceURI, "g");
  foot.setAttribute("style", "font: 8px sans-serif; fill: #57606a");
  lines.forEach((line, at) => {
    const text = document.createElementNS(svg.namespaceURI, "text");
    text.setAttribute("x", left + 4);
    text.setAttribute("y", top + height + 10 + 10.5 * at);
    text.textContent = line;
    foot.append(text);
  });
  const whole = height + 10.5 * lines.length + 6;
  const sizes = { x: left, y: top, width, height: whole };
  for (const [name, value] of Object.entries(sizes)) ground.setAttribute(name, value);
  ground.setAttribute("fill", "#ffffff");
  svg.prepend(ground);
  svg.append(foot);
  svg.setAttribute("xmlns", svg.namespaceURI);
  svg.setAttribute("viewBox", `${left} ${top} ${width} ${whole}`);
  svg.setAttribute("width", width * 2);
  svg.setAttribute("height", whole * 2);
  const text = new XMLSerializer().serializeToString(svg).replace(/var\(--[\w-]+, ([^()]*(?:\([^()]*\))?)\)/g, "$1");
  return { address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`, width, height: whole };
}

function pictureAsPng({ address, width, height }) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width * TOOLS.scale, height * TOOLS.scale].map(Math.round);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      resolve(canvas.toDataURL("image/png"));
    };
    image.onerror = () => reject(new Error("The browser could not draw the picture."));
    image.src = address;
  });
}

// A table's cells as the page shows them; what is folded away by a filter is left out.
function rowsOf(table) {
  const words = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("svg").forEach((mark) => mark.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  return [...(table.tHead?.rows ?? []), ...rowsIn(table)].filter((row) => !row.hidden).map((row) => [...row.cells].map(words));
}

function frameCode(part, words) {
  const here = publicAddress();
  const root = new URL(document.documentElement.dataset.content_root ?? "./", here);
  const page = here.pathname.slice(root.pathname.length).replace(/(^|\/)$/, "$1index.html").replace(/\.html$/, "");
  const height = Math.round(part.getBoundingClientRect().height) + 150;
  const escaped = `${document.querySelector("h1").firstChild.textContent.trim()}: ${words}`.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${new URL(`embed/${page}/${part.id}.html`, root).href}" title="${escaped}" width="100%" height="${height}" `
    + 'style="border: 0" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>';
}

function openTools(part, caption, opener) {
  const words = wordsOf(caption);
  const table = part.querySelector("table");
  const name = `${location.pathname.split("/").at(-1).replace(/\.html$/, "") || "index"}-${part.id}`;
  const panel = document.createElement("div");
  const status = document.createElement("p");
  const heading = document.createElement("p");
  const row = document.createElement("p");
  const say = (text) => {
    status.textContent = text;
  };
  const copy = async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
      say(done);
    } catch {
      say("The browser does not let this page copy.");
    }
  };
  Object.assign(panel, { className: "eg-tools", popover: "auto" });
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", `Download, link or embed: ${words}`);
  status.setAttribute("role", "status");
  heading.className = "eg-tools-words";
  heading.textContent = words;
  if (table) {
    row.append(toolButton("Table as CSV", () => {
      save(`${name}.csv`, `data:text/csv;charset=utf-8,${encodeURIComponent(csvText(rowsOf(table)))}`);
      say("Downloaded as CSV, with the figures as the page shows them.");
    }));
  } else {
    row.append(
      toolButton("Picture as SVG", () => {
        save(`${name}.svg`, pictureAsFile(part, words).address);
        say("Downloaded as SVG.");
      }),
      toolButton("Picture as PNG", () => pictureAsPng(pictureAsFile(part, words)).then((address) => {
        save(`${name}.png`, address);
        say("Downloaded as PNG.");
      }, (error) => say(error.message))),
    );
  }
  const link = publicAddress();
  link.hash = part.id;
  row.append(toolButton("Copy link", () => copy(link.href, "Link copied.")));
  panel.append(heading, row);
  if (part.matches(TOOLS.embedded)) {
    const field = document.createElement("textarea");
    const note = document.createElement("p");
    field.readOnly = true;
    field.rows = 4;
    field.value = frameCode(part, words);
    field.setAttribute("aria-label", "Code of a frame for another site");
    note.className = "eg-tools-note";
    note.textContent = "The frame loads this site’s style sheets and nothing else: no script, no cookie. Its height fits the width that it has here.";
    row.append(toolButton("Copy code to embed", () => copy(field.value, "Code copied.")));
    panel.append(field, note);
  }
  const source = document.createElement("a");
  const own = document.querySelector("#sources-of-this-page");
  source.href = own ? "#sources-of-this-page" : `${document.documentElement.dataset.content_root ?? "./"}methodology/sources.html`;
  source.textContent = "Sources and licences";
  source.addEventListener("click", () => panel.hidePopover());
  const data = document.createElement("a");
  const file = document.querySelector(".eg-files a");
  data.href = file?.href ?? `${document.documentElement.dataset.content_root ?? "./"}data.html`;
  data.textContent = file ? "Figures behind it (JSON)" : "Figures behind it";
  panel.append(status, data, " · ", source, " · ", toolButton("Close", () => panel.hidePopover()));
  panel.addEventListener("toggle", ({ newState }) => {
    if (newState === "closed") {
      panel.remove();
      opener.focus({ preventScroll: true });
    }
  });
  opener.after(panel);
  panel.showPopover();
  panel.querySelector("button").focus();
}
