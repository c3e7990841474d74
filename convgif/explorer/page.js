"use strict";

// The page of the explorer. What there is to choose from is in its data: for each layer the axes, and
// what every combination of their values comes to. A setting is a layer and the number of a value on
// each axis; the address holds it, and its picture is in a pack, which is loaded when it is asked for.

const id = (name) => document.getElementById(`explorer-${name}`);
const copyOf = (name) => id(name).content.firstElementChild.cloneNode(true);
const data = JSON.parse(id("data").textContent);
const {layers, files, refusals, start} = data.index;
const say = (name, values = {}) => data.words[name].replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);
const ADDRESS_MS = 200; // between changes of the address: browsers allow so many a second
const MOST_PACKS = 250; // that are kept
const OTHER_WORD = 4; // how far apart two words are, where two numbers are so far as they differ
const LONGEST_SAID = 40;

let layer = layers[0];
let at = [];
let wishes = {}; // of settings that the layer may not have, for the next one
let shown = null; // the file of the setting whose picture is there
let formulaBefore = [];
let other = null; // what is shown instead of a setting of the page

// What there is.

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

function distance(of, place, wanted) {
  return of.axes.reduce((sum, {values, numbers}, axis) => {
    if (place[axis] === wanted[axis]) return sum;
    return sum + (numbers ? Math.abs(values[place[axis]] - values[wanted[axis]]) : OTHER_WORD);
  }, 0);
}

// The place that is made and nearest to the one that is wanted; fixed: an axis that stays.
function nearest(of, wanted, fixed = null) {
  let best = null;
  let least = Infinity;
  of.made.forEach((found, number) => {
    if (!isMade(found)) return;
    const place = placeOf(of, number);
    if (fixed !== null && place[fixed] !== wanted[fixed]) return;
    const far = distance(of, place, wanted);
    if (far < least) [best, least] = [place, far];
  });
  return best;
}

// The value of that axis which is made beside the others, nearest to one, and rather on that side.
function nearestOn(axis, value, side) {
  const {values} = layer.axes[axis];
  const order = [...values.keys()].sort((a, b) => {
    const far = Math.abs(values[a] - values[value]) - Math.abs(values[b] - values[value]);
    return far || (b - a) * side;
  });
  return order.find((other) => isMade(outcome(layer, withValue(axis, other))));
}

// Packs: loaded when they are asked for, the neighbours of what is shown before.

const packs = new Map();

function load(file) {
  const known = packs.get(file) ?? unpacked(file).catch((error) => {
    packs.delete(file);
    throw error;
  });
  packs.delete(file); // so that the latest is the last
  packs.set(file, known);
  if (packs.size > MOST_PACKS) packs.delete(packs.keys().next().value);
  return known;
}

async function unpacked(file) {
  const stream = new Blob([await packOf(file)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const [svg, player, told] = (await new Response(stream).text()).split("\0");
  return {svg, player, told: JSON.parse(told)};
}

async function packOf(file) {
  if (!data.packs) return Uint8Array.from(atob(document.getElementById(`pack-${file}`).textContent), (letter) => letter.charCodeAt(0));
  const answer = await fetch(`${data.packs}${file}${data.suffix}`).catch((error) => {
    throw new Error(location.protocol === "file:" ? data.words.disk : error.message);
  });
  if (!answer.ok) throw new Error(`${answer.status} ${file}${data.suffix}`);
  return answer.arrayBuffer();
}

function loadNeighbours() {
  const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 50));
  const around = layer.axes.flatMap((axis, number) => [-1, 1].map((by) => {
    const value = at[number] + by;
    return axis.values[value] === undefined ? null : outcome(layer, withValue(number, value));
  })).filter(isMade);
  idle(() => around.forEach((number) => load(files[number]).catch(() => {})));
}

// Choosing.

function take(place, said = "") {
  at = place;
  wishes = {...wishes, ...Object.fromEntries(layer.axes.map(({name, values}, axis) => [name, values[at[axis]]]))};
  id("said").textContent = said;
  writeControls();
  show();
  keepAddress();
}

function nameOf(axis, value) {
  return {name: layer.axes[axis].label, value: layer.axes[axis].labels[value]};
}

function refused(axis, value, taken) {
  const found = outcome(layer, withValue(axis, value));
  return say(found === null ? "absent" : "impossible", {
    ...nameOf(axis, value), reason: reason(found), taken: layer.axes[axis].labels[taken]});
}

function choose(axis, value) {
  const wanted = withValue(axis, value);
  if (isMade(outcome(layer, wanted))) return take(wanted);
  if (!layer.axes[axis].numbers) {
    const place = nearest(layer, wanted, axis);
    return take(place, say("moved", {changes: changesOf(wanted, place)}));
  }
  const taken = nearestOn(axis, value, Math.sign(value - at[axis]) || 1);
  return take(withValue(axis, taken), refused(axis, value, taken));
}

// One on: what is impossible is stepped over, and said.
function step(axis, by) {
  const {values, label} = layer.axes[axis];
  for (let value = at[axis] + by; values[value] !== undefined; value += by) {
    if (!isMade(outcome(layer, withValue(axis, value)))) continue;
    const passed = at[axis] + by;
    return take(withValue(axis, value), value === passed ? "" : refused(axis, passed, value));
  }
  const next = at[axis] + by;
  id("said").textContent = values[next] === undefined ? "" : refused(axis, next, at[axis]);
  if (values[next] === undefined) id("said").textContent = say("end", {name: label});
  return writeControls();
}

function changesOf(wanted, place) {
  return layer.axes.map((axis, number) => (wanted[number] === place[number] ? "" : `${axis.label} ${axis.labels[place[number]]}`))
    .filter(Boolean).join(", ");
}

// Settings by name, of the address or of another layer: the place, and what of them there is not.
function placeFor(of, settings) {
  const strange = [];
  const wanted = of.axes.map(({name, values, numbers}) => {
    const value = settings[name];
    if (value === undefined) return null;
    const same = values.indexOf(value);
    if (same >= 0) return same;
    strange.push(`${name} ${value}`);
    if (!numbers || !/^-?\d{1,9}$/.test(value)) return null;
    return values.reduce((best, other, number) => (Math.abs(other - value) < Math.abs(values[best] - value) ? number : best), 0);
  });
  const usual = placeOf(of, of === layers[0] ? start : of.made.findIndex(isMade));
  return {wanted: wanted.map((value, axis) => value ?? usual[axis]), strange};
}

function chooseLayer(of) {
  const {wanted} = placeFor(of, wishes);
  buildControls(of);
  const place = nearest(of, wanted);
  const changes = changesOf(wanted, place);
  take(place, changes && say("moved", {changes}));
}

// The address.

let addressTimer = null;
const KNOWN = ["layer", "step", "ask", "with"]; // beside axes; the last two are of any other setting

function addressOf() {
  if (other?.asked) return `#${new URLSearchParams(other.asked)}`;
  const values = new URLSearchParams({layer: layer.name});
  layer.axes.forEach(({key, values: own}, axis) => {
    if (own[at[axis]] !== "") values.set(key, own[at[axis]]);
  });
  const player = id("picture").querySelector("convgif-player");
  if (player?.playing === false && player.step >= 0) values.set("step", player.step);
  return `#${values}`;
}

function keepAddress() {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    if (location.hash !== addressOf()) history.replaceState(null, "", addressOf());
    writeFrame();
  }, ADDRESS_MS);
}

function followAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const of = layers.find(({name}) => name.toLowerCase() === asked.get("layer")?.toLowerCase()) ?? layers[0];
  const strange = asked.has("layer") && of.name.toLowerCase() !== asked.get("layer").toLowerCase() ? [`layer ${asked.get("layer")}`] : [];
  const settings = {};
  for (const [key, value] of asked) {
    const axis = of.axes.find((each) => each.key === key || each.name === key);
    if (axis) settings[axis.name] = value;
    else if (!KNOWN.includes(key)) strange.push(`${key} ${value}`);
  }
  const found = placeFor(of, settings);
  buildControls(of);
  const place = nearest(of, found.wanted);
  const what = [...strange, ...found.strange].map((text) => text.slice(0, LONGEST_SAID)).join(", ");
  const changes = changesOf(found.wanted, place);
  const number = asked.get("step");
  stepWanted = /^\d{1,6}$/.test(number ?? "") ? Number(number) : null;
  if (asked.has("ask")) window.fillQuestion?.(asked.get("ask"), asked.get("with") ?? "");
  take(place, [what && say("strange", {what}), changes && say("moved", {changes})].filter(Boolean).join(" "));
}

let stepWanted = null;

// The controls.

function buildControls(of) {
  if (layer !== of) formulaBefore = []; // what changed is said of one layer
  layer = of;
  id("layer").value = layers.indexOf(of);
  id("axes").replaceChildren(...of.axes.map((axis, number) => (axis.numbers ? slider : select)(axis, number)));
}

function named(part, {label, key, name}, number) {
  const input = part.querySelector("input, select");
  input.id = `explorer-axis-${number}`;
  input.name = name;
  const title = part.querySelector("label");
  title.htmlFor = input.id;
  title.textContent = label;
  if (key !== name) {
    const letter = document.createElement("b");
    letter.textContent = key;
    title.append(" ", letter);
  }
  return input;
}

const KEYS = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1};

function slider(axis, number) {
  const part = copyOf("slider");
  const input = named(part, axis, number);
  input.max = axis.values.length - 1;
  input.addEventListener("input", () => choose(number, Number(input.value)));
  input.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(number, KEYS[event.key]);
  });
  part.querySelector(".ticks").append(...axis.labels.map((label, value) => {
    const tick = document.createElement("span");
    tick.append(Object.assign(document.createElement("i"), {textContent: label}));
    tick.addEventListener("click", () => choose(number, value));
    return tick;
  }));
  return part;
}

function select(axis, number) {
  const part = copyOf("select");
  const input = named(part, axis, number);
  input.append(...axis.labels.map((label, value) => new Option(label, value)));
  input.addEventListener("change", () => choose(number, Number(input.value)));
  return part;
}

function writeControls() {
  [...id("axes").children].forEach((part, axis) => {
    const {labels, label} = layer.axes[axis];
    const input = part.querySelector("input, select");
    input.value = at[axis];
    if (!layer.axes[axis].numbers) return;
    part.querySelector("output").textContent = labels[at[axis]];
    input.setAttribute("aria-valuetext", `${label} ${labels[at[axis]]}`);
    [...part.querySelector(".ticks").children].forEach((tick, value) => {
      const found = outcome(layer, withValue(axis, value));
      tick.classList.toggle("impossible", !isMade(found));
      tick.classList.toggle("chosen", value === at[axis]);
      tick.title = isMade(found) ? "" : reason(found) ?? "";
    });
  });
}

// The picture and what is beside it.

async function show() {
  const file = files[outcome(layer, at)];
  if (file === shown) return writeSize(data.now);
  shown = file;
  other = null;
  try {
    const pack = await load(file);
    if (shown === file) put(pack);
  } catch (error) {
    if (shown === file) id("said").textContent = say("failed", {reason: error.message});
  }
}

function put({player, told}) {
  const place = id("picture");
  const before = place.querySelector("convgif-player");
  const pausedAt = stepWanted ?? (before?.playing === false && before.step >= 0 ? before.step : null);
  stepWanted = null;
  place.innerHTML = player;
  const now = place.querySelector("convgif-player");
  if (pausedAt !== null) now.go(Math.min(pausedAt, now.last));
  writeTold(told);
  loadNeighbours();
  keepAddress();
}

function writeTold(told) {
  data.now = told;
  writeSize(told);
  id("snippets").replaceChildren(...told.snippets.map(snippet), frame);
  writeFrame();
}

function writeSize({shapes, formula}) {
  id("shapes").textContent = say("now", {layer: other ? data.words.other : layer.label,
    shapes: shapes.map(([input, output]) => say("arrow", {input, output})).join(" | ")});
  id("formula").replaceChildren(...formula.map((line, number) => {
    const part = document.createElement("span");
    part.append(...changed(formulaBefore[number] ?? line, line));
    return part;
  }));
  formulaBefore = formula;
}

// The line, with what is not in the one before marked: all but what both have in the same order.
function changed(before, line) {
  const [old, now] = [before, line].map((text) => text.match(/\d+|[^\d]/g) ?? []);
  const common = [...Array(old.length + 1)].map(() => Array(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i][j] = old[i] === now[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const parts = [];
  for (let i = 0, j = 0; j < now.length;) {
    if (old[i] === now[j]) [i, j] = [i + 1, parts.push(now[j]) && j + 1];
    else if (i < old.length && common[i + 1][j] >= common[i][j + 1]) i += 1;
    else parts.push(Object.assign(document.createElement("mark"), {textContent: now[j++]}));
  }
  return parts;
}

// What there is to take along.

function snippet([title, code, notes = []]) {
  const part = copyOf("snippet");
  const called = data.titles[title] ?? title;
  part.querySelector("h3").textContent = called;
  const button = part.querySelector("button");
  button.textContent = data.words.copy;
  button.setAttribute("aria-label", say("copyOf", {title: called}));
  button.hidden = part.querySelector("pre").hidden = !code;
  part.querySelector("pre").setAttribute("aria-label", called);
  part.querySelector("code").textContent = code;
  part.querySelector("p").textContent = notes.map((note) => data.notes[note] ?? note).join(" ");
  button.addEventListener("click", () => copy(button, part.querySelector("code")));
  return part;
}

const frame = snippet(["iframe", " "]);

function writeFrame() {
  const address = `${location.href.split("#")[0]}${addressOf()}`;
  const shownIn = document.createElement("iframe");
  Object.assign(shownIn, {title: data.now?.alt ?? "", width: "100%", height: "900", loading: "lazy"});
  shownIn.setAttribute("src", address);
  frame.querySelector("code").textContent = shownIn.outerHTML;
}

async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = data.words.copied;
  } catch { // not allowed here: leave it selected, to be copied by hand
    getSelection().selectAllChildren(code);
    button.textContent = data.words.selected;
  }
  setTimeout(() => { button.textContent = data.words.copy; }, 2000);
}

function download(blob, suffix) {
  const link = document.createElement("a");
  Object.assign(link, {href: URL.createObjectURL(blob), download: `${shown}${suffix}`});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const picture = async () => new Blob([(other ?? await load(shown)).svg], {type: "image/svg+xml"});

async function stillOf(blob) {
  const [, still] = (await blob.text()).match(/<svg [^>]*?id="([^"]*-still)"/);
  const image = new Image();
  const address = URL.createObjectURL(blob);
  image.src = `${address}#${still}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, {width: 2 * image.naturalWidth, height: 2 * image.naturalHeight});
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

// The start.

function begin() {
  id("layer").append(...layers.map(({label}, number) => new Option(label, number)));
  id("layer").addEventListener("change", () => chooseLayer(layers[Number(id("layer").value)]));
  id("controls").addEventListener("submit", (event) => event.preventDefault());
  id("svg").addEventListener("click", async () => download(await picture(), ".svg"));
  id("png").addEventListener("click", async () => download(await stillOf(await picture()), ".png"));
  id("link").addEventListener("click", async () => {
    history.replaceState(null, "", addressOf());
    await navigator.clipboard.writeText(location.href).catch(() => {});
    id("said").textContent = data.words.addressCopied;
  });
  id("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address is the setting's
    id("picture").focus();
  });
  for (const link of document.querySelectorAll("nav a")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }
  for (const kind of ["click", "input", "keyup"]) id("picture").addEventListener(kind, keepAddress);
  addEventListener("hashchange", followAddress);
  shown = files[layers[0].made[start]];
  buildControls(layers[0]);
  at = placeOf(layer, start);
  writeTold(data.first);
  if (location.hash.length > 1) return followAddress();
  writeControls();
  return loadNeighbours();
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
