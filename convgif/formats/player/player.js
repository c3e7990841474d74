/* The player: shows the steps that are in the page, and says of each cell what the data says. */
(() => {
"use strict";
if (customElements.get("convgif-player")) return;
const STYLE = {{style}}, CONTROLS = {{controls}};
const SVG = "http://www.w3.org/2000/svg", SPEEDS = [0.25, 0.5, 1, 2, 4], QUIET_MS = 1500;
const ARROWS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};

const make = (tag, name, ...inside) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside);
  return made;
};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);

class Player extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) this.schedule();
    else if (document.readyState !== "loading") this.start();
    else document.addEventListener("DOMContentLoaded", () => this.start(), {once: true});
  }

  disconnectedCallback() { clearTimeout(this.timer); }

  start() {
    const source = this.querySelector("script[type='application/json']");
    if (!source || this.shadowRoot || !this.isConnected) return;
    this.data = JSON.parse(source.textContent);
    const picture = this.querySelector("svg"), root = this.attachShadow({mode: "open"});
    root.innerHTML = CONTROLS;
    root.prepend(Object.assign(document.createElement("style"), {textContent: STYLE}));
    this.part$ = (selector) => root.querySelector(selector);
    this.part$(".picture").append(picture);
    this.player = this.part$(".player");
    this.looks = [...picture.querySelectorAll(".look")].map((element, number) =>
      ({element, tints: this.data.looks[number][0], still: this.data.looks[number][2],
        changes: this.data.looks[number][1], shown: null}));
    this.last = this.data.durations.length - 1;
    this.speed = 1;
    this.rounds = 0;
    this.relate();
    this.nameParts();
    this.drawCells(picture.getAttribute("viewBox"), picture.getAttribute("width"));
    this.writeFacts();
    this.listen();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    this.theme = this.data.themes.length > 1 && scheme.matches ? 1 : 0;
    scheme.addEventListener("change", (event) => {
      if (this.data.themes.length > 1) this.setTheme(event.matches ? 1 : 0);
    });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.playing = !still && this.last > 0;
    this.step = still ? -1 : 0;  /* -1 is the still */
    this.setTheme(this.theme);
    this.show();
  }

  /* Which terms each element is in, and which step shows it: only looked up, never computed. */
  relate() {
    const {sums = [], focus = [], cells = []} = this.data;
    this.sums = new Map(sums.map((sum) => [sum[0], sum]));
    this.uses = new Map();
    for (const [made, terms] of sums) {
      for (const term of terms) {
        for (const element of term.slice(0, 2)) {
          if (!this.uses.has(element)) this.uses.set(element, []);
          this.uses.get(element).push([made, term]);
        }
      }
    }
    this.steps = new Map(focus.map(([element], step) => [element, step]));
    this.cellsOf = new Map();
    cells.forEach(([element], cell) =>
      this.cellsOf.set(element, [...(this.cellsOf.get(element) ?? []), cell]));
  }

  nameParts() {
    const {words} = this.data;
    for (const part of this.shadowRoot.querySelectorAll("[data-word]")) {
      const name = words[part.dataset.word] ?? part.dataset.word;
      part.setAttribute("aria-label", name);
      if (part.localName === "button") part.title = name;
    }
    const speed = this.part$("select");
    for (const factor of SPEEDS) speed.append(new Option(`${factor}×`, factor, false, factor === 1));
    this.slider = this.part$("input");
    this.slider.max = this.last;
    this.part$("[data-act=theme]").hidden = this.data.themes.length < 2;
    this.part$(".bar").hidden = this.last < 1;
    this.part$(".side").hidden = !this.data.elements;
  }

  drawCells(viewBox, width) {
    const layer = this.part$(".cells");
    layer.setAttribute("viewBox", viewBox);
    this.player.style.setProperty("--width", `${width}px`);
    const path = (name) => {
      const made = document.createElementNS(SVG, "path");
      made.setAttribute("class", name);
      layer.append(made);
      return made;
    };
    const [, , wide, high] = viewBox.split(" ");
    this.player.style.setProperty("--aspect", wide / high);
    this.canvas = `M0 0H${wide}V${high}H0z`;
    this.marks = {veil: path("veil"), related: path("related")};
    this.cells = (this.data.cells ?? []).map(([element, outline], number) => {
      const cell = path("cell");
      cell.setAttribute("d", outline);
      cell.setAttribute("tabindex", number ? -1 : 0);
      cell.setAttribute("role", "img");
      cell.setAttribute("aria-label", this.name(element));
      cell.dataset.cell = number;
      return cell;
    });
    this.marks.pointed = path("pointed");
    layer.toggleAttribute("hidden", !this.cells.length);
  }

  writeFacts() {
    const list = this.part$(".facts");
    (this.data.facts ?? []).forEach(([name, text], number) =>
      list.append(make("dt", "", name), make("dd", number ? "" : "code", text)));
  }

  listen() {
    const root = this.shadowRoot, cellAt = (event) => event.target.dataset?.cell;
    root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act) this.act(act);
      else if (cellAt(event) !== undefined) this.choose(Number(cellAt(event)));
      else if (event.target.closest(".stage")) this.point(null);
    });
    const layer = this.part$(".cells");
    layer.addEventListener("pointerover", (event) => {
      const cell = cellAt(event);
      if (event.pointerType === "mouse") this.hover(cell === undefined ? null : Number(cell));
    });
    layer.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") this.hover(null);
    });
    const stage = this.part$(".stage");  /* an SVG that listens for focus would be a tab stop */
    stage.addEventListener("focusin", (event) => this.point(Number(cellAt(event))));
    stage.addEventListener("focusout", () => this.point(null));
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.part$("select").addEventListener("change", (event) => {
      this.speed = Number(event.target.value);
      this.schedule();
    });
    root.addEventListener("keydown", (event) => this.key(event));
    if (this.hasAttribute("whole")) {  /* a page that is nothing but the player */
      document.addEventListener("keydown", (event) => {
        if (event.target === document.body) this.key(event);
      });
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const on = event.target.localName ?? "", cell = event.target.dataset?.cell;
    if (on === "select" || (on === "button" && event.key === " ")) return;
    if (cell !== undefined && this.moveFocus(event.key, Number(cell))) event.preventDefault();
    else if (event.key === " ") this.act("toggle", event);
    else if (on === "input" || event.target.closest?.(".sum")) return;
    else if (event.key === "ArrowRight") this.act("next", event);
    else if (event.key === "ArrowLeft") this.act("previous", event);
    else if (event.key === "Home") this.act("first", event);
    else if (event.key === "End") this.act("last", event);
  }

  act(name, event) {
    event?.preventDefault();
    const from = this.step < 0 ? this.data.still : this.step;
    if (name === "toggle") this.toggle();
    if (name === "next") this.go(Math.min(this.last, from + 1));
    if (name === "previous") this.go(Math.max(0, from - 1));
    if (name === "first") this.go(0);
    if (name === "last") this.go(this.last);
    if (name === "theme") this.setTheme(1 - this.theme);
  }

  toggle() {
    this.playing = !this.playing && this.last > 0;
    if (this.playing) {
      this.pointed = null;
      if (this.step < 0 || this.step === this.last) this.step = 0;
      this.rounds = 0;
    }
    this.show();
  }

  go(step) {
    this.playing = false;
    this.pointed = null;
    this.step = step;
    this.show();
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.playing || this.cell !== null) return;
    this.timer = setTimeout(() => {
      if (this.step < this.last) this.step += 1;
      else if (this.data.loop && ++this.rounds >= this.data.loop) this.playing = false;
      else this.step = 0;
      this.show();
    }, this.data.durations[Math.max(0, this.step)] / this.speed);
  }

  /* The cell that is asked about: under the mouse, or else focused or tapped. */
  get cell() { return this.hovered ?? this.pointed ?? null; }

  hover(cell) {
    this.hovered = cell;
    this.show();
  }

  point(cell) {
    this.pointed = cell;
    if (cell !== null) this.rove(cell);
    this.show();
  }

  choose(cell) {
    const step = this.steps.get(this.data.cells[cell][0]);
    if (step !== undefined) this.go(step);
    this.cells[cell].focus();
    this.point(cell);
  }

  rove(cell) {
    for (const [number, other] of this.cells.entries()) other.setAttribute("tabindex", number === cell ? 0 : -1);
    const [element] = this.data.cells[cell];
    this.cells[cell].setAttribute("aria-label", this.describe(element));
  }

  /* Arrows in a map go by row and column, at its edge to what lies nearest that way. */
  moveFocus(key, from) {
    const {cells} = this.data, [element, , map, row, column] = cells[from];
    if (key === "Enter") return this.choose(from), true;
    if (key === "Escape") return this.part$(".main").focus(), true;
    const same = cells.flatMap((cell, number) => cell[2] === map ? [number] : []);
    let to = key === "Home" ? same[0] : key === "End" ? same.at(-1) : undefined;
    if (ARROWS[key]) {
      const [down, along] = ARROWS[key];
      to = same.find((number) => cells[number][3] === row + down && cells[number][4] === column + along
        && (cells[number][0] !== element)) ?? this.nearest(from, down, along, map);
    }
    if (to === undefined) return ARROWS[key] !== undefined;
    this.cells[to].focus();
    return true;
  }

  nearest(from, down, along, map) {
    const middle = (number) => {
      const {x, y, width, height} = this.cells[number].getBBox();
      return [x + width / 2, y + height / 2];
    };
    const [x, y] = middle(from);
    let best, least = Infinity;
    this.data.cells.forEach(([, , other], number) => {
      const [x1, y1] = middle(number), ahead = (x1 - x) * along + (y1 - y) * down;
      const aside = Math.abs((x1 - x) * down) + Math.abs((y1 - y) * along);
      if (other !== map && ahead > 0 && ahead + 2 * aside < least) [best, least] = [number, ahead + 2 * aside];
    });
    return best;
  }

  setTheme(number) {
    const {ground, text, soft, line, dark} = this.data.themes[number];
    this.theme = number;
    for (const [name, color] of Object.entries({ground, text, soft, line})) {
      this.player.style.setProperty(`--${name}`, color);
    }
    if (this.data.transparent) this.player.style.background = "none";
    this.player.classList.toggle("dark", dark);
    this.player.style.colorScheme = dark ? "dark" : "light";
    if (this.hasAttribute("whole") && !this.data.transparent) document.documentElement.style.background = ground;
    for (const look of this.looks) look.shown = null;
    if (this.step !== undefined) this.paint(this.shown);
  }

  /* All that is seen, from what is asked about and the step. */
  show() {
    const {cell} = this, asked = cell === null ? null : this.data.cells[cell][0];
    const about = this.data.focus?.[this.step]?.[0];
    this.shown = asked === null || asked === about ? this.step : this.steps.get(asked) ?? this.step;
    this.paint(this.shown);
    this.outline(asked);
    this.write(asked);
    const at = this.step < 0 ? this.data.still : this.step;
    this.player.classList.toggle("playing", this.playing);
    const {words} = this.data, main = this.part$(".main");
    main.title = (this.playing ? words.pause : words.play) ?? "";
    main.setAttribute("aria-label", main.title);
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", this.position());
    this.part$(".count").textContent = `${at + 1} / ${this.last + 1}`;
    if (asked === null) this.announce();
    this.schedule();
  }

  paint(step) {
    const palette = this.data.palette[this.theme];
    for (const look of this.looks) {
      let state = look.still;
      if (step >= 0) {
        for (const [from, next] of look.changes) {
          if (from > step) break;
          state = next;
        }
      }
      const tint = state < 0 ? -1 : look.tints[state];
      if (tint === look.shown) continue;
      look.shown = tint;
      look.element.setAttribute("color", palette[tint] ?? "transparent");
    }
  }

  outline(asked) {
    const found = new Set();
    for (const [made, [read, weight]] of this.uses.get(asked) ?? []) {
      found.add(this.data.elements[asked][2] === "weight" ? read : made);
    }
    for (const [read, weight] of this.sums.get(asked)?.[1] ?? []) found.add(read).add(weight);
    const paths = (elements) => [...elements].flatMap((element) => this.cellsOf.get(element) ?? [])
      .map((cell) => this.data.cells[cell][1]).join("");
    const related = paths(found), pointed = asked === null ? "" : paths([asked]);
    this.marks.veil.setAttribute("d", asked === null ? "" : this.canvas + related + pointed);
    this.marks.related.setAttribute("d", related);
    this.marks.pointed.setAttribute("d", pointed);
  }

  /* Words. */

  number(value) {
    const text = Number.isInteger(value) ? String(value) : value.toFixed(this.data.precision);
    return text.replace("-", "\u2212");
  }

  inBrackets(value) { return value < 0 ? `(${this.number(value)})` : this.number(value); }

  name(element) {
    const [label, value] = this.data.elements[element];
    return value === null ? label : `${label} = ${this.number(value)}`;
  }

  term([read, weight]) {
    const value = (element) => this.data.elements[element]?.[1] ?? 0;
    const alone = this.data.form.term === "{input}" && this.data.form.between !== " + ";
    return fill(this.data.form.term, {
      input: alone || this.data.form.term[0] === "|" ? this.number(value(read)) : this.inBrackets(value(read)),
      weight: this.inBrackets(value(weight))});
  }

  /* The sum of an output, as pieces of text each with the name of its style. */
  sum(made, tap = -1) {
    const [, terms, others, bias, divisor] = this.sums.get(made), {form, words} = this.data;
    const pieces = [[form.before, ""]];
    terms.forEach((term, number) => {
      const style = term[0] === tap ? "now" : term[2] === 0 && form.between === " + " ? "zero" : "";
      if (number) pieces.push([form.between, ""]);
      pieces.push([this.term(term), style]);
    });
    pieces.push([fill(form.after, {divisor}), ""]);
    if (others) pieces.push([" + ", ""], [`${this.inBrackets(others[1])} (${this.count("others", others[0])})`, ""]);
    if (bias !== null) pieces.push([" + ", ""], [`${this.inBrackets(bias)} (${words.bias})`, ""]);
    return pieces.filter(([text]) => text);
  }

  count(name, number) { return fill(this.data.words[name][number === 1 ? 0 : 1], {count: number}); }

  usesOf(element) { return this.uses.get(element) ?? []; }

  reached(element) {
    const {words, elements} = this.data, uses = this.usesOf(element);
    if (!uses.length) return words.unread;
    return this.count(elements[element][2] === "weight" ? "used" : "reaches", uses.length);
  }

  describe(element) {
    if (this.sums.has(element)) {
      const text = this.sum(element).map(([piece]) => piece).join(""), [label, value] = this.data.elements[element];
      return `${label} = ${text}${value === null ? "" : ` = ${this.number(value)}`}`;
    }
    return `${this.name(element)}: ${this.reached(element)}`;
  }

  position() {
    const {words} = this.data;
    return this.step < 0 || this.last < 1 ? words.still ?? "" : fill(words.step ?? "{step} / {count}", {step: this.step + 1, count: this.last + 1});
  }

  write(asked) {
    const panel = this.part$(".sum");
    if (!this.data.elements) return;
    const [about, tap] = this.data.focus[this.step] ?? [-1, -1], element = asked ?? about;
    const lines = [make("p", "step", asked === null ? this.position() : this.data.words.cell)];
    if (element >= 0) {
      const [label, value] = this.data.elements[element];
      lines.push(make("p", "what", make("b", "", label), value === null ? "" : ` = ${this.number(value)}`));
      if (this.sums.has(element)) {
        const pieces = this.sum(element, asked === null ? tap : -1);
        if (pieces.length) lines.push(make("p", "terms", "= ", ...pieces.map(([text, style]) =>
          text === this.data.form.between ? text : make("span", style, text))));
      } else {
        lines.push(make("p", "", this.reached(element)));
        lines.push(make("ul", "uses", ...this.usesOf(element).map(([made, term]) => make("li", "",
          make("span", "", this.data.elements[made][0]),
          make("span", "", this.term(term) + (term[1] < 0 ? "" : ` = ${this.number(term[2])}`))))));
      }
    }
    panel.replaceChildren(...lines);
    panel.scrollTop = 0;
  }

  announce() {
    const now = performance.now();
    if (this.playing && now - (this.told ?? -QUIET_MS) < QUIET_MS) return;
    const [about, tap] = this.data.focus?.[this.step] ?? [-1, -1];
    let text = this.position();
    if (about >= 0 && tap >= 0) {
      const term = this.sums.get(about)?.[1].find(([read]) => read === tap);
      text += `: ${this.data.elements[about][0]}`;
      if (term) text += `: ${this.term(term)}${term[1] < 0 ? "" : ` = ${this.number(term[2])}`}`;
    } else if (about >= 0) text += `: ${this.name(about)}`;
    if (this.told !== undefined && text === this.part$(".said").textContent) return;
    this.told = now;
    this.part$(".said").textContent = text;
  }
}

customElements.define("convgif-player", Player);
})();
