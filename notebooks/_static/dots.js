// Dots that are occupations, as the landing page and the story have them: read from a page's own pictures and list of names, named
// when they are pointed at or walked along, opened when they are clicked.
"use strict";

const DOTS = { reach: 9 }; // how near to a dot, in the picture's own units, a pointer names it

function svgElement(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function htmlElement(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// The occupations in the order in which pictures number them.
function namesOfDots(list) {
  const titles = list.dataset.titles.split("|");
  const means = list.dataset.means.split(" ");
  return list.dataset.codes.split(" ").map((code, i) => ({
    code, title: titles[i], mean: `mean ${means[i]}`,
    address: `gradient/${code}-${titles[i].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.html`,
  }));
}

// A path of dots is "M x y shape M x y shape …"; data-of says which occupations they are.
function readDots(svg, count) {
  const dots = new Array(count);
  for (const path of svg.querySelectorAll("path.eg-dots")) {
    const points = [...path.getAttribute("d").matchAll(/M(-?[\d.]+) (-?[\d.]+)([^M]+)/g)];
    path.dataset.of.split(" ").forEach((of, at) => {
      dots[Number(of)] = {
        x: Number(points[at][1]), y: Number(points[at][2]), shape: points[at][3],
        fill: path.style.fill, stroke: path.style.stroke, width: path.style.strokeWidth, strength: path.style.opacity || "1",
      };
    });
  }
  return dots;
}

// Lets a reader point at the dots of a picture: `dotsNow` gives where they are, `stage` is told when the pointer is over one.
function pointAtDots(svg, { names, dotsNow, stage, size }) {
  const slider = htmlElement("input", { type: "range", id: "eg-walk", min: "1", max: String(names.length), value: "1" });
  const walk = htmlElement("div", { class: "eg-walk" }, htmlElement("label", { for: "eg-walk" }, "Walk along the scale"), slider);
  const found = htmlElement("p", { class: "eg-found-dot" }, htmlElement("span", {}, "Point at a dot to name it."));
  const ring = svgElement("circle", { class: "eg-ring", r: size });
  let picked = null;
  ring.style.display = "none";
  svg.append(ring);

  function place() {
    ring.style.display = picked === null ? "none" : "";
    if (picked === null) return;
    const { x, y } = dotsNow()[picked];
    ring.style.transform = `translate(${x}px, ${y}px)`;
  }

  function pick(i) {
    picked = i;
    slider.value = String(i + 1);
    const { title, mean, address } = names[i];
    slider.setAttribute("aria-valuetext", `${title}, ${mean}`);
    found.replaceChildren(htmlElement("a", { href: address }, title), " ", htmlElement("span", {}, mean));
    place();
  }

  function nearest(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    let best = null, least = DOTS.reach * DOTS.reach;
    dotsNow().forEach((dot, i) => {
      const distance = (dot.x - at.x) ** 2 + (dot.y - at.y) ** 2;
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  }

  svg.addEventListener("pointermove", (event) => {
    const i = nearest(event);
    stage.classList.toggle("eg-over", i !== null);
    if (i !== null && i !== picked) pick(i);
  });
  svg.addEventListener("click", (event) => {
    const i = nearest(event);
    if (i === null) return;
    // A finger covers the dot it means: it gets the name first, and the link beneath the picture.
    if (event.pointerType === "mouse" || event.pointerType === undefined) window.location.href = names[i].address;
    else pick(i);
  });
  slider.addEventListener("input", () => pick(Number(slider.value) - 1));
  slider.setAttribute("aria-valuetext", `${names[0].title}, ${names[0].mean}`);
  return { walk, found, pick, place };
}
