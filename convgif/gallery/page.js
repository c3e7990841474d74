"use strict";

// The page of a gallery: filters and pause for the cards that are in it, and the dialog of an entry,
// which is open while the address ends in #name and holds its player. A picture plays when it is
// wanted, on screen, and nothing lies over it; otherwise it is asked for by the address of its still.

const id = (name) => document.getElementById(`page-${name}`);
const copyOf = (name) => id(name).content.firstElementChild.cloneNode(true);
const data = JSON.parse(id("data").textContent);
const say = (name, values) => data.words[name].replace(/\{(\w+)\}/g, (hole, key) => values[key]);
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const roomy = matchMedia("(min-width: 46.01rem)");
const dialog = id("dialog");
const form = id("filters");
let opened = null; // the card whose entry the dialog shows

// Pictures that play and pause. Where less motion is wished for, only players play.

class Picture {
  constructor(box, { title, stills }, isCovered) {
    this.title = title;
    this.sources = [...box.querySelectorAll("source, img")].map((part, number) => {
      const attribute = part.localName === "img" ? "src" : "srcset";
      const file = part.getAttribute(attribute).split(/[?#]/)[0];
      return { part, attribute, file, still: file + stills[number] };
    });
    this.button = copyOf("toggle");
    this.isCovered = isCovered;
    this.stopped = false;
    this.stops = 0; // how often it was
    this.onScreen = true;
    this.wanted = true;
    this.button.addEventListener("click", () => this.want(!this.wanted));
    box.append(this.button);
    this.update();
  }

  want(wanted) {
    this.wanted = wanted;
    this.update();
    updatePauseAll();
  }

  // A browser that holds a picture goes on with it, whatever follows the #: where it must be seen to
  // stand still, each stop has a query of its own.
  update() {
    const stopped = !this.wanted || reduced.matches;
    if (stopped && !this.stopped) this.stops += 1;
    this.stopped = stopped;
    for (const { part, attribute, file, still } of this.sources) {
      const address = stopped ? still.replace("#", `?${this.stops}#`)
        : this.onScreen && !this.isCovered() ? file : still;
      if (part.getAttribute(attribute) !== address) part.setAttribute(attribute, address);
    }
    setIcon(this.button, this.wanted ? "pause" : "play");
    this.button.setAttribute("aria-label", say(this.wanted ? "pause" : "play", this));
  }
}

function setIcon(button, name) {
  button.querySelector("use").setAttribute("href", `#page-icon-${name}`);
}

function updatePauseAll() {
  const any = cards.some((card) => card.picture.wanted);
  setIcon(id("pause"), any ? "pause" : "play");
  id("pause").querySelector("span").textContent = data.words[any ? "pauseAll" : "playAll"];
}

function wantAll(wanted) {
  for (const { picture } of cards) picture.want(wanted);
}

const watcher = new IntersectionObserver((changes) => {
  for (const change of changes) {
    const { picture } = cards.find((card) => card.item === change.target);
    picture.onScreen = change.isIntersecting;
    picture.update();
  }
});

// Cards.

function element(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function fold(text) {
  return text.toLowerCase().replaceAll("×", "x").replaceAll("_", " ");
}

const cards = [...document.querySelectorAll(".card")].map((item) => {
  const link = item.querySelector("h3 a");
  const entry = { name: item.id, title: link.textContent, ...data.entries[item.id] };
  link.href = `#${entry.name}`;
  const words = [...item.querySelectorAll("h3, li, p:not(.files)")].map((part) => part.textContent);
  const picture = new Picture(item.querySelector(".picture"), entry, () => dialog.open);
  item.querySelector(".scroller")?.addEventListener("click", () => link.click()); // it lies over the link
  watcher.observe(item);
  return { entry, item, picture, text: fold([entry.name, ...entry.kinds, ...words].join(" ")) };
});

// Figures of articles that an entry shows: its picture stands still there, by a query of its own.

for (const [number, link] of document.querySelectorAll(".seen a").entries()) {
  const card = cards.find(({ entry }) => `#${entry.name}` === link.hash);
  const drawn = card.item.querySelector("img");
  const still = `${card.entry.name}.svg?figure${number}${card.entry.stills.at(-1)}`;
  const image = Object.assign(new Image(), { loading: "lazy", alt: card.entry.title, src: still });
  for (const side of ["width", "height"]) image.setAttribute(side, drawn.getAttribute(side));
  link.parentElement.classList.toggle("wide", drawn.closest(".wide") !== null);
  link.ariaLabel = card.entry.title;
  link.prepend(image);
}

// Filters, folded where there is little room.

for (const [name, said] of data.filters) {
  const label = copyOf("select");
  const values = new Set(cards.flatMap((card) => card.entry.values[name] ?? []));
  label.querySelector("span").textContent = said[0].toUpperCase() + said.slice(1);
  label.querySelector("select").name = name;
  const sorted = [...values].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  label.querySelector("select").append(...sorted.map((value) => new Option(value)));
  id("selects").append(label);
}

function filter() {
  const asked = Object.fromEntries(new FormData(form));
  const words = fold(asked.search).split(/\s+/);
  let count = 0;
  for (const { entry, item, text } of cards) {
    const fits = words.every((word) => text.includes(word))
      && (!asked.kind || entry.kinds.includes(asked.kind))
      && data.filters.every(([name]) => !asked[name] || entry.values[name]?.includes(asked[name]));
    item.hidden = !fits;
    count += fits;
  }
  const all = cards.length;
  for (const section of id("results").children) {
    section.hidden = section.matches(".articles") ? count < all : !section.querySelector(".card:not([hidden])");
  }
  for (const part of document.querySelectorAll(".explorer")) part.hidden = count < all;
  id("nothing").hidden = count > 0;
  id("count").textContent = say(count === all ? "count" : "some", { count, all });
}

const foldFilters = () => { id("fold").open = roomy.matches; };
roomy.addEventListener("change", foldFilters);
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
reduced.addEventListener("change", () => cards.forEach(({ picture }) => picture.update()));
id("pause").addEventListener("click", () => wantAll(!cards.some((card) => card.picture.wanted)));

// The dialog of an entry. What is to copy and its player come in scripts, which a page without a
// server may load too: packed, in each language by turns.

const loading = {};
const packed = {};
window[data.call] = ([name, told]) => { packed[name] = told; };

function load(file) {
  loading[file] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: file, onload: resolve, onerror: reject });
    document.head.append(script);
  });
  return loading[file];
}

// Base 85, as Python writes it: five letters are four bytes, the last letters one byte fewer.
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

function bytesOf(text) {
  const words = new DataView(new ArrayBuffer(4 * Math.ceil(text.length / 5)));
  for (let at = 0; at < text.length; at += 5) {
    const letters = [...text.slice(at, at + 5).padEnd(5, "~")];
    words.setUint32(at / 5 * 4, letters.reduce((sum, letter) => 85 * sum + LETTERS.indexOf(letter), 0));
  }
  return words.buffer.slice(0, Math.floor(text.length / 5 * 4));
}

async function unpack(name) {
  await Promise.all([load(data.shared), load(`${name}.js`)]);
  const unpacked = new Blob([bytesOf(packed[name])]).stream().pipeThrough(new DecompressionStream("deflate"));
  const turns = (await new Response(unpacked).text()).split("\0");
  const [own, of] = data.turns;
  const [snippets, ...player] = turns.filter((_, turn) => turn % of === own).join("").split("\n");
  return { snippets: JSON.parse(snippets), player: player.join("\n") };
}

// Until the player is there, and where a browser is too old for it, the picture is in its place.
async function showPlayer(card) {
  const picture = card.item.querySelector("picture").cloneNode(true);
  id("large").replaceChildren(picture);
  picture.querySelector("img").removeAttribute("loading");
  new Picture(id("large"), card.entry, () => false);
  dialog.classList.remove("played");
  id("player").replaceChildren();
  id("copies").replaceChildren();
  const told = await unpack(card.entry.name).catch(() => null);
  if (opened !== card || told === null) return;
  id("player").innerHTML = told.player;
  id("copies").replaceChildren(...told.snippets.map(copyable));
  dialog.classList.add("played");
}

function fillDialog({ entry, item }) {
  id("dialog-title").textContent = entry.title;
  dialog.querySelector("[data-caption]").textContent = item.querySelector("[data-caption]").textContent;
  const { words } = data;
  const parameters = [...item.querySelectorAll(".parameters li")].map((part) =>
    [part.firstChild.textContent.trim(), part.querySelector("b").textContent]);
  const formula = [...item.querySelectorAll(".formula span")].map((part) => part.textContent).join("\n");
  const facts = [[words.layer, entry.layer], [words.input, entry.input],
    [words.output, entry.output], ...parameters, [words.size, formula],
    [words.receptive, entry.receptive], [words.macs, entry.macs]];
  dialog.querySelector("dl").replaceChildren(...facts.map(([name, value]) => {
    const row = document.createElement("div");
    row.append(element("dt", name[0].toUpperCase() + name.slice(1)), element("dd", value));
    return row;
  }));
  const links = item.querySelector(".files").cloneNode(true).childNodes;
  dialog.querySelector(".files").replaceChildren(...links);
  id("copied").textContent = "";
}

function copyable([title, code]) {
  const part = copyOf("copy");
  const button = part.querySelector("button");
  part.querySelector("h3").textContent = title;
  part.querySelector("pre").setAttribute("aria-label", title);
  part.querySelector("code").append(...code.split(/(--[\w-]+)/).map((text, number) =>
    element("span", text, number % 2 ? "flag" : "")));
  button.setAttribute("aria-label", say("copyOf", { title }));
  button.addEventListener("click", () => copy(part, title));
  return part;
}

async function copy(part, title) {
  const code = part.querySelector("code");
  const button = part.querySelector("button");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = data.words.copied;
    id("copied").textContent = say("copiedOf", { title });
  } catch { // not allowed here: leave it selected, to be copied by hand
    getSelection().selectAllChildren(code);
    button.textContent = data.words.selected;
    id("copied").textContent = say("selectedOf", { title });
  }
  setTimeout(() => { button.textContent = data.words.copy; }, 2000);
}

function followAddress() {
  const name = decodeURIComponent(location.hash.slice(1));
  const card = cards.find(({ entry }) => entry.name === name);
  if (!card) return dialog.close();
  opened = card;
  fillDialog(card);
  if (!dialog.open) dialog.showModal();
  showPlayer(card);
  for (const { picture } of cards) picture.update();
  dialog.scrollTop = 0;
  id("dialog-title").focus();
}

function go(by) {
  const shown = cards.filter((card) => !card.item.hidden || card === opened);
  const next = shown[(shown.indexOf(opened) + by + shown.length) % shown.length];
  history.replaceState(null, "", `#${next.entry.name}`);
  followAddress();
}

dialog.addEventListener("close", () => {
  if (cards.some(({ entry }) => `#${entry.name}` === location.hash)) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  for (const { picture } of cards) picture.update();
  opened?.item.querySelector("a").focus();
  opened = null;
  id("player").replaceChildren();
  id("large").replaceChildren();
});
dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (event.target === dialog || button?.matches("[data-close]")) dialog.close();
  else if (button?.dataset.go) go(Number(button.dataset.go));
});
addEventListener("keydown", (event) => {
  if (!dialog.open || event.target.closest("pre, convgif-player") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "ArrowLeft") go(-1);
  if (event.key === "ArrowRight") go(1);
});
addEventListener("hashchange", followAddress);

foldFilters();
filter();
updatePauseAll();
addEventListener("load", () => { if (location.hash.length > 1) followAddress(); });
