// The story's one picture: the dots of the article's pictures, moved from one into the next as the text is read.
// Nothing is known here that the page does not say: places, colours and names are read from its own pictures and lists.
"use strict";

(() => {
  const steps = [...document.querySelectorAll(".eg-step")];
  const names = document.querySelector(".eg-names");
  if (!steps.length || !names || !("IntersectionObserver" in window)) return; // the article reads as it stands

  const occupations = namesOfDots(names);
  const told = steps.map((step) => {
    const svg = step.querySelector("svg");
    return { step, svg, dots: readDots(svg, occupations.length), section: step.closest("section") };
  });

  // The stage. Those who listen have each picture's description in the text, so the moving one is not read out.
  const stageSvg = svgElement("svg", { viewBox: names.dataset.frame, "aria-hidden": "true" });
  const layersOf = (kind) => told.map(({ svg }) => {
    const layer = svgElement("g", { class: "eg-layer" }, ...svg.querySelector(kind).cloneNode(true).childNodes);
    return layer;
  });
  const behind = layersOf(".eg-behind");
  const before = layersOf(".eg-before");
  const marks = occupations.map(() => svgElement("path", { class: "eg-dot" }));
  stageSvg.append(...behind, svgElement("g", {}, ...marks), ...before);
  const stage = htmlElement("div", { class: "eg-stage" }, stageSvg);

  let current = null;

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
    pointing.place();
  }

  const size = parseFloat(told[0].svg.querySelector("path.eg-dots").style.strokeWidth);
  const pointing = pointAtDots(stageSvg, { names: occupations, dotsNow: () => current.dots, stage, size });
  stage.append(pointing.walk, pointing.found);

  // The steps' sections move into one frame with the stage.
  const frame = htmlElement("div", { class: "eg-scrolly" });
  told[0].section.before(frame);
  const texts = htmlElement("div", { class: "eg-steps" });
  frame.append(stage, texts);
  texts.append(...told.map(({ section }) => section));
  document.body.classList.add("eg-scrolling");
  new ResizeObserver(() => {
    stage.style.setProperty("--eg-scale", String(stageSvg.getScreenCTM().a));
  }).observe(stageSvg);

  show(told[0]);

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
