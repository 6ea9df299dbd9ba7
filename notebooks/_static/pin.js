// Pins occupations for the page "Compare", on their own pages and in the explorer. What is pinned is kept as long as the tab is open, and
// stands in the address of every link to that page.
"use strict";

const PIN = { most: 6, kept: "compare" };

function pinned() {
  try {
    return (sessionStorage.getItem(PIN.kept) ?? "").split(",").filter(Boolean);
  } catch {
    return []; // a browser may refuse its storage to a page
  }
}

function keepPinned(codes) {
  try {
    sessionStorage.setItem(PIN.kept, codes.join(","));
  } catch {} // as above
}

function addressOfComparison(codes) {
  return `${document.documentElement.dataset.content_root ?? "./"}compare.html${codes.length ? `?c=${codes.join(",")}` : ""}`;
}

const PIN_STATUS = document.createElement("span"); // for those who hear what the others see on the buttons
PIN_STATUS.className = "visually-hidden";
PIN_STATUS.setAttribute("role", "status");

// Pins or unpins an occupation; of a seventh it says that there is no room.
function togglePin({ code, title }) {
  const codes = pinned();
  const isPinned = codes.includes(code);
  if (!isPinned && codes.length >= PIN.most) {
    PIN_STATUS.textContent = "Six are pinned, and no more can be compared.";
    return;
  }
  const now = isPinned ? codes.filter((one) => one !== code) : [...codes, code];
  keepPinned(now);
  PIN_STATUS.textContent = isPinned ? `${title}: no longer pinned.` : `${title}: pinned, ${now.length} of ${PIN.most}.`;
  document.dispatchEvent(new Event("pins"));
}

function pinButton(one) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "eg-pin";
  const show = () => {
    const codes = pinned();
    const isPinned = codes.includes(one.code);
    button.setAttribute("aria-pressed", String(isPinned));
    button.textContent = isPinned ? "Pinned" : codes.length >= PIN.most ? "Six are pinned" : "Pin";
  };
  button.addEventListener("click", () => {
    togglePin(one);
    show();
  });
  show();
  return Object.assign(button, { show });
}

// Keeps a link to the comparison of what is pinned, and of the page's own occupation.
function keepLink(link, own) {
  const show = () => {
    const others = pinned().filter((code) => code !== own).slice(0, PIN.most - (own ? 1 : 0));
    link.href = addressOfComparison(own ? [...others, own] : others);
    link.textContent = others.length ? `Compare (${others.length + (own ? 1 : 0)})` : "Compare";
  };
  document.addEventListener("pins", show);
  addEventListener("pageshow", show); // going back shows a page as it was left
  show();
}

document.addEventListener("DOMContentLoaded", () => {
  const masthead = document.querySelector(".eg-masthead > a.eg-pin");
  if (masthead) {
    const own = new URL(masthead.href).searchParams.get("c");
    const button = pinButton({ code: own, title: document.querySelector("h1").firstChild.textContent.trim() });
    masthead.before(button, " ");
    addEventListener("pageshow", button.show);
    masthead.after(PIN_STATUS);
    keepLink(masthead, own);
  }
  const reset = document.querySelector("form.eg-explorer .eg-reset");
  if (reset) {
    const link = document.createElement("a");
    reset.before(link, PIN_STATUS);
    keepLink(link);
  }
});
