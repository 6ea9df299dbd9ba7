// The story's one picture: the dots of the article's pictures, moved from one into the next as the text is read.
// Nothing is known here that the page does not say: places, colours and names are read from its own pictures and lists.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const REACH = 9; // how near to a dot, in the picture's own units, a pointer names it
  const steps = [...document.querySelectorAll(".eg-step")];
  const names = document.querySelector(".eg-names");
  if (!steps.length || !names || !("IntersectionObserver" in window)) return; // the article reads as it stands

  const codes = names.dataset.codes.split(" ");
  const titles = names.dataset.titles.split("|");
  const means = names.dataset.means.split(" ");
  const pageOf = (i) => `gradient/${codes[i]}-${titles[i].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.html`;

  // A path of dots is "M x y shape M x y shape …"; data-of says which occupations they are.
  function readStep(step) {
    const svg = step.querySelector("svg");
    const dots = new Array(codes.length);
    for (const path of svg.querySelectorAll("path.eg-dots")) {
      const points = [...path.getAttribute("d").matchAll(/M(-?[\d.]+) (-?[\d.]+)([^M]+)/g)];
      path.dataset.of.split(" ").forEach((of, at) => {
        dots[Number(of)] = {
          x: Number(points[at][1]), y: Number(points[at][2]), shape: points[at][3],
          fill: path.style.fill, stroke: path.style.stroke, width: path.style.strokeWidth, strength: path.style.opacity || "1",
        };
      });
    }
    return { step, svg, dots, section: step.closest("section"), size: parseFloat(svg.querySelector("path.eg-dots").style.strokeWidth) };
  }
  const told = steps.map(readStep);

  const SHAPES = new Set(["svg", "g", "path", "circle"]);
  function element(name, attributes = {}, ...children) {
    const made = SHAPES.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // The stage. Those who listen have each picture's description in the text, so the moving one is not read out.
  const stageSvg = element("svg", { viewBox: names.dataset.frame, "aria-hidden": "true" });
  const layersOf = (kind) => told.map(({ svg }) => {
    const layer = element("g", { class: "eg-layer" }, ...svg.querySelector(kind).cloneNode(true).childNodes);
    return layer;
  });
  const behind = layersOf(".eg-behind");
  const before = layersOf(".eg-before");
  const marks = codes.map(() => element("path", { class: "eg-dot" }));
  const ring = element("circle", { class: "eg-ring", r: told[0].size });
  ring.style.display = "none";
  stageSvg.append(...behind, element("g", {}, ...marks), ...before, ring);

  const slider = element("input", { type: "range", id: "eg-walk", min: "1", max: String(codes.length), value: "1" });
  const walk = element("div", { class: "eg-walk" }, element("label", { for: "eg-walk" }, "Walk along the scale"), slider);
  const found = element("p", { class: "eg-found-dot" });
  const stage = element("div", { class: "eg-stage" }, stageSvg, walk, found);

  let current = null;
  let picked = null;

  function show(next) {
    if (next === current) return;
    current = next;
    next.dots.forEach((dot, i) => {
      // Through the style object: a policy that forbids style attributes lets it pass.
      const style = marks[i].style;
      marks[i].setAttribute("d", `M0 0${dot.shape}`);
      style.transform = `translate(${dot.x}px, ${dot.y}px)`;
      [style.fill, style.stroke, style.strokeWidth, style.opacity] = [dot.fill, dot.stroke, dot.width, dot.strength];
    });
    told.forEach((one, at) => {
      const isCurrent = one === next;
      for (const part of [behind[at], before[at], one.section]) part.classList.toggle("eg-current", isCurrent);
    });
    stage.dataset.step = next.step.dataset.step;
    placeRing();
  }

  function placeRing() {
    ring.style.display = picked === null ? "none" : "";
    if (picked === null) return;
    const { x, y } = current.dots[picked];
    ring.style.transform = `translate(${x}px, ${y}px)`;
  }

  function pick(i) {
    picked = i;
    slider.value = String(i + 1);
    const mean = `mean ${means[i]}`;
    slider.setAttribute("aria-valuetext", `${titles[i]}, ${mean}`);
    found.replaceChildren(element("a", { href: pageOf(i) }, titles[i]), " ", element("span", {}, mean));
    placeRing();
  }

  function nearest(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(stageSvg.getScreenCTM().inverse());
    let best = null, least = REACH * REACH;
    current.dots.forEach((dot, i) => {
      const distance = (dot.x - at.x) ** 2 + (dot.y - at.y) ** 2;
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  }

  stageSvg.addEventListener("pointermove", (event) => {
    const i = nearest(event);
    stage.classList.toggle("eg-over", i !== null);
    if (i !== null && i !== picked) pick(i);
  });
  stageSvg.addEventListener("click", (event) => {
    const i = nearest(event);
    if (i === null) return;
    // A finger covers the dot it means: it gets the name first, and the link beneath the picture.
    if (event.pointerType === "mouse" || event.pointerType === undefined) window.location.href = pageOf(i);
    else pick(i);
  });
  slider.addEventListener("input", () => pick(Number(slider.value) - 1));

  // The steps' sections move into one frame with the stage.
  const frame = element("div", { class: "eg-scrolly" });
  told[0].section.before(frame);
  const texts = element("div", { class: "eg-steps" });
  frame.append(stage, texts);
  texts.append(...told.map(({ section }) => section));
  document.body.classList.add("eg-scrolling");
  new ResizeObserver(() => {
    stage.style.setProperty("--eg-scale", String(stageSvg.getScreenCTM().a));
  }).observe(stageSvg);

  show(told[0]);
  found.append(element("span", {}, "Point at a dot to name it."));
  slider.setAttribute("aria-valuetext", `${titles[0]}, mean ${means[0]}`);

  // A step is told while its section crosses a line in the window: below the picture on a phone, in the middle else.
  const isNarrow = window.matchMedia("(max-width: 60rem)");
  let observer = null;
  function observe() {
    observer?.disconnect();
    const line = isNarrow.matches ? 75 : 55;
    // Asked of all sections, not of those that the observer names: a leap to the end crosses none on its way.
    const tell = () => {
      const at = (window.innerHeight * line) / 100 + 1;
      show(told.findLast(({ section }) => section.getBoundingClientRect().top <= at) ?? told[0]);
    };
    observer = new IntersectionObserver(tell, { rootMargin: `-${line}% 0px -${99 - line}% 0px` });
    told.forEach(({ section }) => observer.observe(section));
  }
  isNarrow.addEventListener("change", observe);
  observe();

  // The sections moved after the browser had gone to the one that the address names.
  if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
})();
