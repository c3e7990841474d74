"use strict";

// The page of a gallery: cards from the data, filters, pause, and the dialog of an entry, which is
// open while the address ends in #name. A picture plays when it is wanted, on screen, and nothing
// lies over it; otherwise its still is shown in its place.

const id = (name) => document.getElementById(`page-${name}`);
const copyOf = (name) => id(name).content.firstElementChild.cloneNode(true);
const data = JSON.parse(id("data").textContent);
const say = (name, values) => data.words[name].replace(/\{(\w+)\}/g, (hole, key) => values[key]);
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const dialog = id("dialog");
const form = id("filters");
const cards = []; // {entry, item, section, picture, text}
let opened = null; // the card whose entry the dialog shows

// Pictures that play and pause.

class Picture {
  constructor(box, isCovered) {
    this.box = box;
    this.image = box.querySelector("img");
    this.button = box.querySelector("button");
    this.isCovered = isCovered;
    this.onScreen = false;
    this.wanted = !reduced.matches;
    this.button.addEventListener("click", () => this.want(!this.wanted));
    new ResizeObserver(() => this.entry?.narrower && this.update()).observe(box);
  }

  show(entry) {
    this.entry = entry;
    this.image.alt = entry.alt;
    this.update();
  }

  // As it is, or where there is less room its panels one below the other.
  get shape() {
    const { narrower, width } = this.entry;
    return narrower && this.box.clientWidth < width ? narrower : { ...this.entry, ending: "" };
  }

  want(wanted) {
    this.wanted = wanted;
    this.update();
    updatePauseAll();
  }

  update() {
    const playing = this.wanted && this.onScreen && !this.isCovered();
    const { ending, width, height } = this.shape;
    const file = this.entry.name + ending + (playing ? ".gif" : ".png");
    this.box.classList.toggle("stacked", ending !== "");
    this.image.style.setProperty("--own", `${width}px`);
    this.image.width = width;
    this.image.height = height;
    if (this.image.getAttribute("src") !== file) this.image.src = file;
    setIcon(this.button, this.wanted ? "pause" : "play");
    this.button.setAttribute("aria-label", say(this.wanted ? "pause" : "play", this.entry));
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
  if (opened) large.want(wanted);
}

const large = new Picture(dialog.querySelector(".picture"), () => !dialog.open);
large.onScreen = true;

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

function makeCard(entry, section) {
  const item = copyOf("card");
  const link = item.querySelector("a");
  item.id = entry.name;
  link.textContent = entry.title;
  link.href = `#${entry.name}`;
  item.querySelector("[data-caption]").textContent = entry.caption;
  for (const [name, value] of entry.parameters) {
    const parameter = element("li", `${name} `);
    parameter.append(element("b", value));
    item.querySelector(".parameters").append(parameter);
  }
  item.querySelector(".shapes").textContent = `${entry.layer}: ${entry.input} → ${entry.output}`;
  item.querySelector(".formula").replaceChildren(...entry.formula.map((line) => element("span", line)));
  const picture = new Picture(item.querySelector(".picture"), () => dialog.open);
  picture.show(entry);
  const words = [entry.name, entry.title, entry.caption, entry.layer, entry.input, entry.output,
    ...entry.kinds, ...entry.parameters.map((pair) => pair.join(" ")), ...entry.formula];
  cards.push({ entry, item, section, picture, text: fold(words.join(" ")) });
  watcher.observe(item);
  return item;
}

function fold(text) {
  return text.toLowerCase().replaceAll("×", "x").replaceAll("_", " ");
}

for (const { title, text, entries } of data.sections) {
  const section = copyOf("section");
  section.querySelector("h2").textContent = title;
  section.querySelector("p").textContent = text;
  const list = section.querySelector("ul");
  list.style.setProperty("--picture", `${Math.max(...entries.map((entry) => entry.width))}px`);
  list.append(...entries.map((entry) => makeCard(entry, section)));
  id("results").append(section);
}

// Filters.

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
  for (const section of id("results").children) {
    section.hidden = !section.querySelector(".card:not([hidden])");
  }
  id("nothing").hidden = count > 0;
  const all = cards.length;
  id("count").textContent = say(count === all ? "count" : "some", { count, all });
}

form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
id("pause").addEventListener("click", () => wantAll(!cards.some((card) => card.picture.wanted)));
reduced.addEventListener("change", () => wantAll(!reduced.matches));

// The dialog of an entry.

function fillDialog(entry) {
  id("dialog-title").textContent = entry.title;
  dialog.querySelector("[data-caption]").textContent = entry.caption;
  const { words } = data;
  const facts = [[words.layer, entry.layer], [words.input, entry.input],
    [words.output, entry.output], ...entry.parameters, [words.size, entry.formula.join("\n")],
    [words.receptive, entry.receptive], [words.macs, entry.macs]];
  dialog.querySelector("dl").replaceChildren(...facts.map(([name, value]) => {
    const row = document.createElement("div");
    row.append(element("dt", name[0].toUpperCase() + name.slice(1)), element("dd", value));
    return row;
  }));
  dialog.querySelector("[data-gif]").href = `${entry.name}.gif`;
  dialog.querySelector("[data-png]").href = `${entry.name}.png`;
  id("copies").replaceChildren(...entry.snippets.map(([title, code]) => {
    const part = copyOf("copy");
    const button = part.querySelector("button");
    part.querySelector("h3").textContent = title;
    part.querySelector("pre").setAttribute("aria-label", title);
    part.querySelector("code").append(...code.split(/(--[\w-]+)/).map((text, number) =>
      element("span", text, number % 2 ? "flag" : "")));
    button.setAttribute("aria-label", say("copyOf", { title }));
    button.addEventListener("click", () => copy(part, title));
    return part;
  }));
  id("copied").textContent = "";
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
  fillDialog(card.entry);
  if (!dialog.open) dialog.showModal();
  large.wanted = card.picture.wanted;
  large.show(card.entry);
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
});
dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (event.target === dialog || button?.matches("[data-close]")) dialog.close();
  else if (button?.dataset.go) go(Number(button.dataset.go));
});
addEventListener("keydown", (event) => {
  if (!dialog.open || event.target.closest("pre") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "ArrowLeft") go(-1);
  if (event.key === "ArrowRight") go(1);
});
addEventListener("hashchange", followAddress);

filter();
updatePauseAll();
addEventListener("load", () => { if (location.hash.length > 1) followAddress(); });
