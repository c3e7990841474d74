"use strict";

// The page of the explorer. What there is to choose from is in its data: for each layer the axes, and
// what every combination of their values comes to. A setting is a layer and the number of a value on
// each axis; the address holds it, and its picture is in a pack, which is loaded when it is asked for.

const id = (name) => document.getElementById(`explorer-${name}`);
const copyOf = (name) => id(name).content.firstElementChild.cloneNode(true);
const data = JSON.parse(id("data").textContent);
const {layers, files, refusals, start, narrow} = data.index;
const say = (name, values = {}) => data.words[name].replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);
const isFromDisk = Boolean(data.packs) && location.protocol === "file:"; // where no browser loads files
const ADDRESS_MS = 200; // between changes of the address: browsers allow so many a second
const MOST_PACKS = 250; // that are kept
const OTHER_WORD = 4; // how far apart two words are, where two numbers are so far as they differ
const FAR = 1000; // farther than all axes together
const LONGEST_SAID = 40;

const NARROW = "(max-width: 60rem)"; // where a network that is drawn down is rather read
const first = narrow !== null && matchMedia(NARROW).matches ? narrow : start;

let layer = layers[0];
let at = [];
let wishes = {}; // of settings that the layer may not have, for the next one
let shown = null; // the file of the setting whose picture is there
let formulaBefore = [];
let question = null; // of any other setting: what is shown, or the address asks for
let other = null; // what is shown instead of a setting of the page

// What there is.

// As names are compared: case, hyphens, underscores and blanks do not matter.
const fold = (text) => text.toLowerCase().replace(/[-_ ]/g, "");
const numberOf = (of, place) => place.reduce((number, value, axis) => number * of.axes[axis].values.length + value, 0);
const outcome = (of, place) => of.made[numberOf(of, place)];
const isMade = (found) => found !== null && found >= 0;
const reason = (found) => (found === null ? null : refusals[-1 - found]);
const withValue = (axis, value) => at.map((other, number) => (number === axis ? value : other));

function placeOf(of, number) {
  const place = [];
  for (const {values} of [...of.axes].reverse()) {
    place.unshift(number % values.length);
    number = Math.floor(number / values.length);
  }
  return place;
}

// What a layer begins with.
const usualPlace = (of) => placeOf(of, of === layers[0] ? first : of.made.findIndex(isMade));

// The numbers of 3, 1.5 or 3x2; null of a word.
function sizeOf(value) {
  const sizes = value.split("x").map((size) => (/^-?\d{1,9}(\.\d{1,9})?$/.test(size) ? Number(size) : null));
  return sizes.includes(null) ? null : sizes;
}

// How far two values are from each other, the mean of all axes; null where one is a word.
function apart(one, two) {
  const sizes = [sizeOf(one), sizeOf(two)];
  if (sizes.includes(null)) return null;
  const rank = Math.max(...sizes.map(({length}) => length));
  const [a, b] = sizes.map((size) => (size.length === 1 ? Array(rank).fill(size[0]) : size));
  return a.reduce((sum, size, axis) => sum + Math.abs(size - b[axis]), 0) / rank;
}

// The same of the values with those numbers, worked out once.
function apartOn(axis, one, two) {
  axis.apart ??= axis.values.map((each) => axis.values.map((value) => apart(each, value)));
  return axis.apart[one][two];
}

function distance(of, place, wanted) {
  return of.axes.reduce((sum, axis, number) => {
    const [here, there] = [place[number], wanted[number]];
    if (here === there) return sum;
    const words = OTHER_WORD + Math.abs(here - there) / axis.values.length; // rather one beside it
    return sum + (apartOn(axis, here, there) ?? words);
  }, 0);
}

// The place that is made and nearest to the one that is wanted; fixed: an axis that stays; asked: those
// that others give way to, whatever these are.
function nearest(of, wanted, fixed = null, asked = []) {
  let best = null;
  let least = Infinity;
  of.made.forEach((found, number) => {
    if (!isMade(found)) return;
    const place = placeOf(of, number);
    if (fixed !== null && place[fixed] !== wanted[fixed]) return;
    const far = distance(of, place, wanted) + FAR * asked.filter((axis) => place[axis] !== wanted[axis]).length;
    if (far < least) [best, least] = [place, far];
  });
  return best;
}

// The value of that axis which is made beside the others, nearest to one, and rather on that side.
function nearestOn(axis, value, side) {
  const here = layer.axes[axis];
  const order = [...here.values.keys()].sort((a, b) => (
    apartOn(here, a, value) - apartOn(here, b, value) || (b - a) * side));
  return order.find((other) => isMade(outcome(layer, withValue(axis, other))));
}
