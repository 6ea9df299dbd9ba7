// The gradient on the landing page answers: dots are named and opened, and what the search finds is shown among them.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const stage = document.querySelector(".eg-landing");
  const list = document.querySelector(".eg-names");
  const field = document.querySelector("#eg-find");
  if (!stage || !list) return;
  const svg = stage.querySelector("svg");
  const names = namesOfDots(list);
  const dots = readDots(svg, names.length);
  const size = parseFloat(svg.querySelector("path.eg-dots").style.strokeWidth);
  const { walk, found, pick } = pointAtDots(svg, { names, dotsNow: () => dots, stage, size });
  const lit = svgElement("g");
  svg.append(lit);
  stage.querySelector("figcaption").before(walk, found);

  // The dots found keep their strength, all others fade; what is found first is named.
  field?.addEventListener("found", ({ detail: codes }) => {
    const places = new Map(names.map(({ code }, i) => [code, i]));
    const shown = (codes ?? []).map((code) => places.get(code));
    stage.classList.toggle("eg-searched", shown.length > 0);
    lit.replaceChildren(...shown.map((i) => {
      const { x, y, shape, fill, stroke, width } = dots[i];
      const mark = svgElement("path", { d: `M${x} ${y}${shape}`, class: "eg-lit" });
      [mark.style.fill, mark.style.stroke, mark.style.strokeWidth] = [fill, stroke, width];
      return mark;
    }));
    if (shown.length) pick(shown[0]);
  });
});
