// What the explorer's marks look like and where they and their names lie: shapes of the bands, a swarm, the neighbours of a mark.
"use strict";

const TRIANGLE_DOWN = {
  // D3 has no triangle on its tip; this is its triangle upside down.
  draw(context, size) {
    const y = Math.sqrt(size / (Math.sqrt(3) * 3));
    context.moveTo(0, 2 * y);
    context.lineTo(-Math.sqrt(3) * y, -y);
    context.lineTo(Math.sqrt(3) * y, -y);
    context.closePath();
  },
};

// In the order of the bands, and as in the static pictures.
function bandSymbol(band, size) {
  const { symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolCross } = d3;
  return d3.symbol([symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, TRIANGLE_DOWN, symbolCross][band], size)();
}

// Most marks of a picture are alike.
const paths = new Map();
function pathOf(band, area) {
  const key = `${band} ${area}`;
  if (!paths.has(key)) paths.set(key, bandSymbol(band, area));
  return paths.get(key);
}

// A band's mark for a text beside it.
function bandSwatch(band) {
  const swatch = d3.select(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  swatch.attr("class", "eg-swatch").attr("viewBox", "-7 -7 14 14").attr("width", 12).attr("height", 12).attr("aria-hidden", "true");
  swatch.append("path").attr("d", bandSymbol(band, 90));
  return swatch.node();
}

// Heights above and below a line for marks at ascending places on it: each as near to the line as it goes without touching.
function swarmHeights(places, apart) {
  const laid = [];
  let first = 0;
  for (const x of places) {
    while (first < laid.length && x - laid[first].x >= apart) first += 1;
    const near = laid.slice(first);
    const beside = near.flatMap((other) => {
      const step = Math.sqrt(apart ** 2 - (x - other.x) ** 2);
      return [other.y - step, other.y + step];
    });
    const free = (y) => near.every((other) => (x - other.x) ** 2 + (y - other.y) ** 2 > apart ** 2 - 0.001);
    laid.push({ x, y: [0, ...beside].sort((a, b) => Math.abs(a) - Math.abs(b)).find(free) });
  }
  return laid.map(({ y }) => y);
}

// The swarm with the largest marks that keep within a height.
function fittingSwarm(places, height) {
  for (let apart = 15; ; apart -= 1) {
    const heights = swarmHeights(places, apart);
    const [low, high] = d3.extent(heights);
    if (high - low + apart <= height || apart <= 6) return { apart, heights, low, high };
  }
}

// The whole powers of ten around the numbers of people that are not zero: from the one below the least to the one above the most.
function powersAround(numbers) {
  const some = numbers.filter((number) => number > 0);
  return [Math.floor(Math.log10(Math.min(...some))), Math.ceil(Math.log10(Math.max(...some)))];
}

// The next mark in a direction: near, and rather straight ahead than aside.
function nextTowards(from, others, upwards) {
  let best = null;
  let least = Infinity;
  for (const other of others) {
    const ahead = upwards ? from.y - other.y : other.y - from.y;
    const cost = ahead + 2 * Math.abs(other.x - from.x);
    if (ahead > 0.5 && cost < least) [best, least] = [other, cost];
  }
  return best;
}

// How far a mark reaches from its middle, about: the shapes differ a little.
const reachOf = ({ area }) => 0.7 * Math.sqrt(area);

// Where a name may stand beside its mark, the best place first: above or below it, to the right or to the left.
function placesOfName(mark, long, high) {
  const { x, y } = mark;
  const [aside, over] = [reachOf(mark) + 5, reachOf(mark) + high / 2 + 4];
  const corners = [[aside, 0], [-aside - long, 0], [-long / 2, -over], [-long / 2, over], [-long, -over], [0, -over], [-long, over], [0, over]];
  return corners.map(([right, down]) => ({ left: x + right, right: x + right + long, top: y + down - high / 2, bottom: y + down + high / 2 }));
}

// The boxes for the names of some marks, by mark: wherever a name hides no mark and no other name; one without such a place is left out.
function boxesOfNames(named, { shown, long, high, left, right, top, bottom }) {
  const boxes = new Map();
  const meets = (box, other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
  const isFree = (box) =>
    box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom &&
    !shown.some((mark) => {
      const reach = reachOf(mark);
      return mark.x > box.left - reach && mark.x < box.right + reach && mark.y > box.top - reach + 1 && mark.y < box.bottom + reach - 1;
    }) &&
    ![...boxes.values()].some((other) => meets(box, other));
  for (const one of named) {
    const box = placesOfName(one, long(one), high).find(isFree);
    if (box) boxes.set(one, box);
  }
  return boxes;
}
