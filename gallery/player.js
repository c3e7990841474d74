/* The player: shows the steps that are in the page, and says of each cell what the data says. */
(() => {
"use strict";
if (customElements.get("convgif-player")) return;
const STYLE = ":host { display: block; container-type: inline-size; }\n:host([hidden]) { display: none; }\n* { box-sizing: border-box; }\n[hidden] { display: none !important; }\n.player {\n  all: initial;  /* nothing comes in from the page */\n  --fonts: ; --wide: var(--width); --wash: #0000000a; --wash-on: #00000014;\n  display: grid; gap: 10px 24px; padding: 14px; color: var(--text); background: var(--ground);\n  font: 14px/1.5 var(--fonts) system-ui, -apple-system, \"Segoe UI\", Roboto, sans-serif; text-align: start;\n  grid-template: \"stage\" \"formula\" \"bar\" \"side\" / minmax(0, 1fr); justify-content: center; position: relative;\n}\n:host([whole]) .player { --wide: clamp(max(.7 * var(--width), var(--least)), (100vh - 130px) * var(--aspect), 1.4 * var(--width)); padding-top: max(14px, min(5vh, 48px)); }\n.player.dark { --wash: #ffffff12; --wash-on: #ffffff24; }\n.stage {  /* goes on over the edges, and then scrolls, before its texts are too small */\n  grid-area: stage; justify-self: center; width: max(min(100%, var(--wide)), min(var(--least), 100% + 28px));\n  display: grid; grid-template: \"picture\" / minmax(var(--least), 1fr); overflow: auto hidden;\n}\n.stage \u003e * { grid-area: picture; }\n.stage.after { mask-image: linear-gradient(to left, transparent, #000 3em); }\n.stage.before { mask-image: linear-gradient(to right, transparent, #000 3em); }\n.stage.before.after { mask-image: linear-gradient(to right, transparent, #000 3em calc(100% - 3em), transparent); }\n.hint { display: none; grid-area: stage; place-self: start end; margin: 0; padding: 1px 10px; border-radius: 9px; pointer-events: none; background: var(--text); color: var(--ground); font-size: 12.5px; z-index: 1; }\n.stage.after:not(.before) + .hint { display: block; }\n.stage svg { display: block; width: 100%; height: auto; }\n.picture { forced-color-adjust: none; user-select: none; -webkit-user-select: none; }\n.stage .cells { touch-action: manipulation; }\n.cell { fill: transparent; stroke: none; cursor: pointer; outline: none; -webkit-tap-highlight-color: transparent; }\n.veil { fill: var(--ground); fill-rule: evenodd; opacity: .64; pointer-events: none; }\n.halo, .related, .pointed { fill: none; stroke: var(--read); stroke-linejoin: round; pointer-events: none; }\n.made :is(.related, .pointed) { stroke: var(--made); }\n.halo { stroke: var(--ground); stroke-width: 5.6px; }\n.related { stroke-width: 1.8px; }\n.pointed { stroke-width: 3.4px; }\n.formula { grid-area: formula; justify-self: center; max-width: 100%; overflow-wrap: break-word; font-variant-numeric: tabular-nums; }\n.formula:empty { display: none; }\n.formula p { margin: 0; color: var(--soft); }\n.formula .filled { color: inherit; font-weight: 600; }\n.bar { grid-area: bar; container: bar / inline-size; display: flex; flex-wrap: wrap; align-items: center; gap: 2px 5px; width: 100%; max-width: max(var(--wide), 350px); margin: 0 auto; }\n.buttons { display: flex; gap: 2px; margin-inline-end: auto; }\nbutton, select {\n  appearance: none; min-width: 38px; height: 38px; margin: 0; padding: 0; border: 0; border-radius: 10px; cursor: pointer;\n  background: transparent; color: inherit; font: inherit; display: grid; place-items: center;\n}\nbutton:hover, select:hover { background: var(--wash-on); }\nbutton svg { width: 20px; height: 20px; fill: currentColor; }\n.main { background: var(--wash); }\n.off, .playing .on { display: none; }\n.playing .off { display: inline; }\nselect { padding: 0 4px; font-variant-numeric: tabular-nums; text-align: center; text-align-last: center; }\noption { color: #000; background: #fff; }\ninput { flex: 1 1 50px; min-width: 50px; height: 38px; margin: 0; accent-color: var(--text); cursor: pointer; background: transparent; }\n.count { min-width: 3.4em; text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }\n:focus-visible { outline: 2px solid var(--read); outline-offset: 2px; }\n.cell:focus-visible { outline: none; }\n.side { grid-area: side; display: flex; flex-direction: column; gap: 12px; min-width: 0; width: 100%; max-width: max(var(--wide), 350px); margin: 0 auto; }\n.sum { height: 9.6em; padding: 10px 12px; overflow: auto; border-radius: 10px; background: var(--wash); font-variant-numeric: tabular-nums; }\n.sum.more { mask-image: linear-gradient(#000 calc(100% - 2.4em), transparent); }\n.sum p, .sum ul { margin: 0; padding: 0; list-style: none; }\n.sum .step { color: var(--soft); font-size: 12.5px; }\n.sum .what { font-weight: 600; }\n.sum .what b { color: var(--read); font-weight: inherit; }\n.sum .made b { color: var(--made); }\n.sum .terms { overflow-wrap: break-word; padding-inline-start: 1.1em; text-indent: -1.1em; }\n.sum .terms \u003e span { white-space: nowrap; }\n.zero { color: var(--soft); }\n.now { color: var(--read); font-weight: 600; }\n.sum .uses { columns: 190px; column-gap: 16px; }\n.sum li { break-inside: avoid; display: flex; justify-content: space-between; gap: 8px; white-space: nowrap; }\n.sum li span:first-child { color: var(--soft); }\ndl { margin: 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 14px; font-size: 13px; }\ndt { color: var(--soft); text-transform: capitalize; }\ndd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; font-variant-numeric: tabular-nums; }\ndd.code { font: 12px/1.65 var(--fonts) ui-monospace, \"SF Mono\", \"Cascadia Code\", \"DejaVu Sans Mono\", monospace; }\n.said { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }\n@container (min-width: {beside}px) {\n  .player { grid-template: \"stage side\" auto \"formula side\" auto \"bar side\" 1fr / minmax(0, max(var(--wide), 350px)) minmax(220px, 1fr); align-items: start; padding: 18px; margin: 0 auto; max-width: calc(max(var(--wide), 350px) + 480px); }\n  .side { align-self: stretch; max-width: none; }\n  .sum { height: 13em; }\n  .bar { max-width: none; }\n}\n@media (pointer: coarse) {\n  button, select, input { min-width: 44px; height: 44px; }\n  @container bar (max-width: 480px) { input { order: -1; flex-basis: 100%; } }\n}\n", CONTROLS = "\u003cdiv class=\"player\"\u003e\n  \u003cdiv class=\"stage\"\u003e\n    \u003cdiv class=\"picture\"\u003e\u003c/div\u003e\n    \u003csvg class=\"cells\" role=\"group\" data-word=\"cells\"\u003e\u003c/svg\u003e\n  \u003c/div\u003e\n  \u003cp class=\"hint\"\u003e\u003c/p\u003e\n  \u003cdiv class=\"formula\"\u003e\u003c/div\u003e\n  \u003cdiv class=\"bar\"\u003e\n    \u003cdiv class=\"buttons\"\u003e\n      \u003cbutton type=\"button\" data-act=\"previous\" data-word=\"previous\"\u003e\u003csvg viewBox=\"0 0 24 24\" aria-hidden=\"true\"\u003e\u003cpath d=\"M7 5h2.4v14H7zM19 5v14l-9-7z\"/\u003e\u003c/svg\u003e\u003c/button\u003e\n      \u003cbutton type=\"button\" data-act=\"toggle\" class=\"main\" data-word=\"play\"\u003e\u003csvg viewBox=\"0 0 24 24\" aria-hidden=\"true\"\u003e\u003cpath class=\"on\" d=\"M7 4.5v15l12.5-7.5z\"/\u003e\u003cpath class=\"off\" d=\"M6.5 5h4v14h-4zM13.5 5h4v14h-4z\"/\u003e\u003c/svg\u003e\u003c/button\u003e\n      \u003cbutton type=\"button\" data-act=\"next\" data-word=\"next\"\u003e\u003csvg viewBox=\"0 0 24 24\" aria-hidden=\"true\"\u003e\u003cpath d=\"M14.6 5H17v14h-2.4zM5 5v14l9-7z\"/\u003e\u003c/svg\u003e\u003c/button\u003e\n    \u003c/div\u003e\n    \u003cinput type=\"range\" min=\"0\" step=\"1\" data-word=\"slider\"\u003e\n    \u003cspan class=\"count\" aria-hidden=\"true\"\u003e\u003c/span\u003e\n    \u003cselect data-word=\"speed\"\u003e\u003c/select\u003e\n    \u003cbutton type=\"button\" data-act=\"theme\" data-word=\"theme\"\u003e\u003csvg viewBox=\"0 0 24 24\" aria-hidden=\"true\"\u003e\u003cpath d=\"M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18v-1.8a7.2 7.2 0 0 0 0-14.4z\"/\u003e\u003c/svg\u003e\u003c/button\u003e\n  \u003c/div\u003e\n  \u003cdiv class=\"side\"\u003e\n    \u003cdiv class=\"sum\" tabindex=\"0\" role=\"region\" data-word=\"sum\"\u003e\u003c/div\u003e\n    \u003cdl class=\"facts\"\u003e\u003c/dl\u003e\n  \u003c/div\u003e\n  \u003cp class=\"said\" role=\"status\" aria-live=\"polite\"\u003e\u003c/p\u003e\n\u003c/div\u003e\n", LIGHT = "[data-theme=light],[data-md-color-scheme=default],[data-bs-theme=light]", DARK = "[data-theme=dark],[data-md-color-scheme=slate],[data-bs-theme=dark]";
/* What the data says of each element, in words: looked up and written out, never computed. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);

class Account {
  constructor({elements = [], sums = [], focus = [], forms, formulas = [], words, wires = [], gradient, arriving = [],
               panels}) {
    Object.assign(this, {elements, focus, forms, formulas, words, gradient, panels});
    this.wires = new Map(wires.map(([entry, ...ends]) => [entry, ends]));  /* of a matrix */
    this.sums = new Map(sums.map((sum) => [sum[0], sum]));
    this.uses = new Map();  /* which terms each element is in */
    for (const [made, terms] of sums) {
      for (const term of terms) {
        /* What a gradient is the sum of is used in it only as what arrives. */
        for (const element of term.slice(0, this.isGradient(made) ? 1 : 2)) {
          if (!this.uses.has(element)) this.uses.set(element, []);
          this.uses.get(element).push([made, term]);
        }
      }
    }
    this.steps = new Map(focus.flatMap((pairs, step) => pairs.map(([element]) => [element, step])));
    for (const [arrives, output] of arriving) this.steps.set(arrives, this.steps.get(output));
    for (const made of this.sums.keys()) {  /* a gradient is whole in the end */
      if (this.isGradient(made)) this.steps.set(made, focus.length - 1);
    }
  }

  /* What a step is about in each panel, and the tap of that, -1 for none. */
  about(step) { return this.focus[step] ?? []; }

  isGradient(element) { return this.elements[element][2].startsWith("grad_"); }

  /* How the sums are written of the trace that an element is of, or of its gradients. */
  form(element) { return this.isGradient(element) ? this.gradient : this.forms[this.elements[element][3] ?? 0]; }

  /* The formula of an output: in letters, and with its indices, which stand in its label; none of
     what is no output. */
  formula(element) {
    const [label, , array, trace = 0] = this.elements[element], {letters, filled} = this.formulas[trace] ?? {};
    const [, index] = label.match(/\[([^\]]*)\]/) ?? [], places = index?.split(", ") ?? [];
    const divisor = this.sums.get(element)?.[4] ?? "N";
    return array === "output" && filled?.[places[0]] ? [letters, fill(filled[places[0]], {...places, divisor})] : [];
  }

  usesOf(element) { return this.uses.get(element) ?? []; }

  isWeight(element) { return this.elements[element][2] === "weight"; }

  isMade(element) { return this.sums.has(element); }

  /* Of an output its taps and weights, of an input the outputs it reaches and the weight that the
     step uses it with, of a weight its taps. */
  related(element, step) {
    const made = this.about(step).map(([about]) => about);
    const found = new Set(this.wires.get(element)?.flat(2).filter((end) => end >= 0));
    for (const [by, [read, weight]] of this.usesOf(element)) {
      if (this.isWeight(element)) found.add(read);
      else found.add(by).add(made.includes(by) ? weight : by);
    }
    for (const [read, weight] of this.sums.get(element)?.[1] ?? []) found.add(read).add(weight);
    return found;
  }

  /* Whole ones are there as numbers, all others as they are written. */
  number(value) { return String(value).replace("-", "\u2212"); }

  inBrackets(value) {
    const text = this.number(value);
    return text.startsWith("\u2212") ? `(${text})` : text;
  }

  /* What an element is called, after the panels that it is in where panels show others. */
  label(element) {
    const [text, , , trace = 0] = this.elements[element];
    return this.panels ? fill(this.panels[trace], {text}) : text;
  }

  named(element) {
    const value = this.elements[element][1];
    return [this.label(element), value === null ? "" : ` = ${this.number(value)}`];
  }

  name(element) { return this.named(element).join(""); }

  count(name, number) { return fill(this.words[name][number === 1 ? 0 : 1], {count: number}); }

  term([read, weight]) {
    const value = (element) => this.elements[element]?.[1] ?? 0;
    const {between, term: whole} = this.form(read), term = weight < 0 && this.isGradient(read) ? "{input}" : whole;
    const alone = (term === "{input}" && between !== " + ") || term[0] === "|";
    return fill(term, {
      input: alone ? this.number(value(read)) : this.inBrackets(value(read)),
      weight: this.inBrackets(value(weight))});
  }

  /* The term, and what it gives where that is not what it is. */
  product(term) {
    const [, weight, gives, sign = "="] = term;
    return this.term(term) + (weight < 0 ? "" : ` ${sign} ${this.number(gives)}`);
  }

  /* The sign between an output and its sum: equals, or almost where rounded numbers do not add up. */
  sign(made) { return this.sums.get(made)[6] ?? "="; }

  /* The sum of an output, as pieces of text each with the name of its style; a piece that ends a row
     of the kernel has "row". */
  sum(made, tap = -1) {
    const [, terms, others, bias, divisor, rows] = this.sums.get(made), form = this.form(made);
    let ended = 0;
    const ends = new Set((rows ?? []).map((length) => ended += length));
    const pieces = [[(form.applied ?? "") + form.before, ""]];
    terms.forEach((term, number) => {
      const style = term[0] === tap ? "now" : Number(term[2]) === 0 && form.between === " + " ? "zero" : "";
      if (number) pieces.push([form.between, ends.has(number) ? "row" : ""]);
      pieces.push([this.term(term), style]);
    });
    pieces.push([fill(form.after, {divisor: this.inBrackets(divisor ?? 1)}), ""]);
    if (others) {
      pieces.push([" + ", ""], [`${this.inBrackets(others[1])} (${this.count("others", others[0])})`, ""]);
    }
    if (bias !== null) pieces.push([" + ", ""], [`${this.inBrackets(bias)} (${this.words.bias})`, ""]);
    if (form.applied) pieces.push([")", ""]);
    return pieces.filter(([text]) => text);
  }

  reached(element) {
    const {length} = this.usesOf(element);
    return length ? this.count(this.isGradient(element) ? "added" : this.isWeight(element) ? "used" : "reaches", length)
      : this.words.unread;
  }

  wire([output, reads]) {
    return reads.map(([read, weight]) => fill(weight < 0 ? this.words.averages : this.words.wire, {
      output: this.elements[output][0], input: this.elements[read][0],
      weight: this.elements[weight]?.[0]})).join("; ");
  }

  describe(element) {
    if (this.wires.has(element)) return `${this.name(element)}: ${this.wire(this.wires.get(element))}`;
    if (!this.sums.has(element)) return `${this.name(element)}: ${this.reached(element)}`;
    const value = this.elements[element][1], sign = this.sign(element);
    const sum = this.sum(element).map(([piece]) => piece).join("");
    return !sum ? this.name(element) : `${this.label(element)} ${sign} ${sum}${value === null ? "" : ` ${sign} ${this.number(value)}`}`;
  }

  announce(step) { return this.about(step).map(([about, tap]) => this.said(about, tap)).join("; "); }

  said(about, tap) {
    if (tap < 0) return this.name(about);
    const term = this.sums.get(about)?.[1].find(([read]) => read === tap);
    return this.label(about) + (term ? `: ${this.product(term)}` : "");
  }
}

/* The picture, and the cells in it: what they look like, and which lies where. */
const SVG = "http://www.w3.org/2000/svg";
const ARROWS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
const NUMBERS = /-?(?:\d+\.?\d*|\.\d+)/g;

class Picture {
  constructor(element, {looks, colorings, palette, ways}) {
    this.palette = palette;
    this.looks = [...element.querySelectorAll("path, circle, text")].map((part, number) => {
      const [coloring, ...changes] = looks[number], [tints, still] = colorings[coloring];
      return {part, tints, changes, still, shown: null};
    });
    this.ways = ways.map(([number, eases, ...places]) => new Way(this.looks[number].part, eases, places));
  }

  /* Step -1 is the still. */
  paint(step, theme) {
    for (const look of this.looks) {
      let state = look.still;
      if (step >= 0) {
        const {changes} = look;  /* a state, then each step with a new one, and it */
        state = changes[0];
        for (let at = 1; changes[at] <= step; at += 2) state = changes[at + 1];
      }
      const color = this.palette[theme][state < 0 ? -1 : look.tints[state]] ?? "transparent";
      if (color !== look.shown) look.part.setAttribute("color", look.shown = color);
    }
    for (const way of this.ways) way.put(way.place(step));
  }

  /* What eases is so far on its way from one step to the next. */
  ease(step, share) {
    for (const way of this.ways) if (way.eases) way.between(step, share);
  }
}

/* Where an element is when: so far away, or with such a path. */
class Way {
  constructor(part, eases, places) {
    const length = typeof places[0] === "string" ? 1 : 2;
    this.part = part;
    this.eases = eases;
    this.still = places.slice(0, length);
    this.steps = [];
    for (let at = length; at < places.length; at += 1 + length) {
      this.steps.push([places[at], places.slice(at + 1, at + 1 + length)]);
    }
  }

  place(step) { return this.steps.findLast(([from]) => step >= 0 && from <= step)?.[1] ?? this.still; }

  put(place) {
    if (this.shown === String(place)) return;
    this.shown = String(place);
    if (place.length > 1) this.part.setAttribute("transform", `translate(${place.join(" ")})`);
    else this.part.setAttribute("d", place[0]);
  }

  between(step, share) {
    const from = this.place(step), to = this.place(step + 1);
    if (from === to) return;
    const way = (start, end) => Number(start) + share * (end - start);
    if (from.length > 1) return this.put(from.map((start, axis) => way(start, to[axis])));
    const ends = to[0].match(NUMBERS);  /* both have as many, in the same commands */
    this.put([from[0].replace(NUMBERS, (start) => ` ${way(start, ends.shift())}`)]);
  }
}

class Cells {
  /* The cells lie in a layer over the picture. */
  constructor(layer, viewBox, cells = [], turns = []) {
    layer.replaceChildren();
    layer.setAttribute("viewBox", viewBox);
    const path = (name) => {
      const made = document.createElementNS(SVG, "path");
      made.setAttribute("class", name);
      layer.append(made);
      return made;
    };
    const [, , wide, high] = viewBox.split(" ");
    this.canvas = `M0 0H${wide}V${high}H0z`;
    this.cells = cells;
    this.marks = {veil: path("veil"), halo: path("halo"), related: path("related")};
    this.turns = turns;
    this.pages = [];
    this.page = this.at(0);
    this.paths = cells.map(([, outline], number) => {
      const cell = path("cell");
      cell.setAttribute("d", outline);
      cell.setAttribute("tabindex", number ? -1 : 0);
      cell.setAttribute("role", "img");
      cell.dataset.cell = number;
      return cell;
    });
    this.marks.pointed = path("pointed");
    layer.toggleAttribute("hidden", !cells.length);
  }

  /* What each cell shows at a step, and the numbers of the cells that show an element. */
  at(step) {
    const number = this.turns.filter(([from]) => from <= step).length;
    if (!this.pages[number]) {
      const elements = this.cells.map(([element]) => element), of = new Map();
      for (const [, ...others] of this.turns.slice(0, number)) {
        for (let at = 0; at < others.length; at += 2) elements[others[at]] = others[at + 1];
      }
      elements.forEach((element, cell) => of.set(element, [...(of.get(element) ?? []), cell]));
      this.pages[number] = {elements, of};
    }
    return this.pages[number];
  }

  /* Turns to what is shown at a step; whether that is anything else. */
  turn(step) {
    const before = this.page;
    return (this.page = this.at(step)) !== before;
  }

  element(cell) { return this.page.elements[cell]; }

  /* A cell that shows an element. */
  showing(element) { return this.page.of.get(element)[0]; }

  label(cell, text) { this.paths[cell].setAttribute("aria-label", text); }

  focus(cell) { this.paths[cell].focus(); }

  /* One of them is a tab stop. */
  rove(cell) {
    for (const [number, other] of this.paths.entries()) other.setAttribute("tabindex", number === cell ? 0 : -1);
  }

  /* Outlines what is asked about, null for nothing, and what it is related to, where they are at
     that step; veils the rest. */
  outline(asked, related, step) {
    const {of} = this.at(step);
    const outlines = (elements) => [...elements].flatMap((element) => of.get(element) ?? [])
      .map((cell) => this.cells[cell][1]).join("");
    const others = outlines(related), pointed = asked === null ? "" : outlines([asked]);
    this.marks.veil.setAttribute("d", asked === null ? "" : this.canvas + others + pointed);
    this.marks.halo.setAttribute("d", others + pointed);
    this.marks.related.setAttribute("d", others);
    this.marks.pointed.setAttribute("d", pointed);
  }

  /* Where a key leads. Arrows in a map go by row and column, at its edge to what lies nearest. */
  towards(key, from) {
    const [element, , map, row, column] = this.cells[from];
    const same = this.cells.flatMap((cell, number) => cell[2] === map ? [number] : []);
    if (key === "Home") return same[0];
    if (key === "End") return same.at(-1);
    if (!ARROWS[key]) return undefined;
    const [down, along] = ARROWS[key];
    return same.find((number) => {
      const [other, , , otherRow, otherColumn] = this.cells[number];
      return otherRow === row + down && otherColumn === column + along && other !== element;
    }) ?? this.nearest(from, down, along, map);
  }

  nearest(from, down, along, map) {
    const middle = (number) => {
      const {x, y, width, height} = this.paths[number].getBBox();
      return [x + width / 2, y + height / 2];
    };
    const [x, y] = middle(from);
    let best, least = Infinity;
    this.cells.forEach(([, , other], number) => {
      const [x1, y1] = middle(number), ahead = (x1 - x) * along + (y1 - y) * down;
      const aside = Math.abs((x1 - x) * down) + Math.abs((y1 - y) * along);
      if (other !== map && ahead > 0 && ahead + 2 * aside < least) [best, least] = [number, ahead + 2 * aside];
    });
    return best;
  }
}

/* The element: its clock, its controls, and the page around it. */
const SPEEDS = [0.25, 0.5, 1, 2, 4], QUIET_MS = 1500;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const TWO_COLUMNS_PX = 640, WORDS_PX = 280;  /* what words need beside a picture, at least */

const make = (tag, name, ...inside) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside);
  return made;
};

class Player extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) this.resume();
    else if (document.readyState !== "loading") this.start();
    else document.addEventListener("DOMContentLoaded", () => this.start(), {once: true});
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.surroundings?.abort();
    this.resized?.disconnect();
  }

  start() {
    const source = this.querySelector("script[type='application/json']");
    if (!source || this.shadowRoot || !this.isConnected) return;
    this.data = JSON.parse(source.textContent);
    this.data.words ??= Player.words[this.data.language];  /* of a page of many, in each language */
    /* As it is, and where it is of panels those one below the other, for where it is not as wide. */
    this.layouts = [[this.querySelector("svg"), this.data]];
    const stacked = this.querySelector("template")?.content.querySelector("svg");
    if (stacked) this.layouts.push([stacked, {...this.data, ...this.data.narrower}]);
    const root = this.attachShadow({mode: "open"});
    root.innerHTML = CONTROLS;
    root.prepend(this.rules = make("style", ""));
    this.part$ = (selector) => root.querySelector(selector);
    this.player = this.part$(".player");
    /* First, for Chromium lays out anew what waits for its first font only. */
    if (this.data.fonts) this.player.style.setProperty("--fonts", `${this.data.fonts},`);
    this.last = this.data.durations.length - 1;
    this.speed = 1;
    this.rounds = 0;
    this.account = new Account(this.data);
    this.nameParts();
    this.writeFacts();
    this.listen();
    const still = calm.matches;
    this.playing = !still && this.last > 0;
    this.step = still ? -1 : 0;  /* -1 is the still */
    this.lay(0);
    this.resume();
  }

  resume() {
    this.fit(this.clientWidth);
    this.resized = new ResizeObserver(() => {
      this.fit(this.clientWidth);
      this.edges();
    });
    if (this.layouts.length > 1) this.resized.observe(this);
    this.resized.observe(this.part$(".stage"));
    this.follow();
    this.show();
  }

  /* Panels stand one below the other where there is less room than for all of them beside. */
  fit(room) {
    const wide = Number(this.layouts[0][0].getAttribute("width"));
    const number = room > 0 && room < wide ? this.layouts.length - 1 : 0;
    if (number === this.layout) return;
    const {pointed, cells} = this, focused = this.shadowRoot.activeElement?.dataset.cell;
    this.lay(number);
    const there = (cell) => this.cells.showing(cells.element(cell));
    this.hovered = null;
    this.pointed = (pointed ?? null) === null ? null : there(pointed);
    if (focused !== undefined) this.cells.focus(there(Number(focused)));
    this.shown = undefined;
    if (this.theme !== undefined) this.show();
  }

  /* Puts the picture of that layout there, and its cells. */
  lay(number) {
    const [picture, drawn] = this.layouts[this.layout = number], viewBox = picture.getAttribute("viewBox");
    const [, , wide, high] = viewBox.split(" ");
    /* From which width on the words stand beside the picture. The height of a frame is made for
       one width, whatever the picture. */
    const beside = self === top ? Math.max(TWO_COLUMNS_PX, drawn.least + WORDS_PX) : TWO_COLUMNS_PX;
    this.rules.textContent = fill(STYLE, {beside});
    this.player.style.setProperty("--width", `${picture.getAttribute("width")}px`);
    this.player.style.setProperty("--least", `${drawn.least}px`);
    this.player.style.setProperty("--aspect", wide / high);
    this.part$(".picture").replaceChildren(picture);
    this.picture = new Picture(picture, drawn);
    this.cells = new Cells(this.part$(".cells"), viewBox, drawn.cells, this.data.turns);
    this.edges();
    this.cells.turn(this.now);
    this.nameCells();
  }

  /* The step that is shown, or the one that the still is of. */
  get now() { return this.step < 0 ? this.data.still : this.step; }

  nameCells() {
    this.cells.cells.forEach((_, cell) => this.cells.label(cell, this.account.name(this.cells.element(cell))));
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

  writeFacts() {
    const list = this.part$(".facts");
    for (const [name, text] of this.data.facts ?? []) {
      list.append(make("dt", "", name), make("dd", name === this.data.words.layer ? "code" : "", text));
    }
  }

  listen() {
    const root = this.shadowRoot, cellAt = (event) => event.target.dataset?.cell;
    root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act) this.act(act);
      else if (cellAt(event) !== undefined) this.choose(Number(cellAt(event)));
      else if (event.target.closest(".stage")) this.point(null);
    });
    this.part$(".stage").addEventListener("scroll", () => this.edges(), {passive: true});
    this.part$(".hint").textContent = this.data.words.scrolls;
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
    this.part$(".sum").addEventListener("scroll", () => this.fade());
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
    const from = this.now;
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

  /* What a deck of slides says: that its slide comes or goes, or at which step its fragments are,
     which then alone say what is shown. */
  told(data) {
    const step = data?.convgifStep;
    if (Number.isInteger(step)) {
      this.stepped = true;
      this.go(Math.max(0, Math.min(step, this.last)));
    } else if (!this.stepped && (data === "slide:start" || data === "slide:stop")) {
      this.go(0);
      if (data === "slide:start" && !calm.matches) this.toggle();
    }
  }

  schedule() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    if (!this.playing || this.cell !== null) return;
    const now = Math.max(0, this.step), shownMs = this.data.durations[now] / this.speed;
    const easeMs = calm.matches ? 0 : Math.min(this.data.eases[now + 1] ?? 0, shownMs / 2);
    this.timer = setTimeout(() => this.ease(now, easeMs), shownMs - easeMs);
  }

  /* What points to the window goes to the next one; then all else follows. */
  ease(step, easeMs) {
    const start = performance.now(), go = () => {
      const share = easeMs ? (performance.now() - start) / easeMs : 1;
      if (share >= 1) return this.advance();
      this.picture.ease(step, share * share * (3 - 2 * share));
      this.frame = requestAnimationFrame(go);
    };
    go();
  }

  advance() {
    if (this.step < this.last) this.step += 1;
    else if (this.data.loop && ++this.rounds >= this.data.loop) this.playing = false;
    else this.step = 0;
    this.show();
  }

  /* The cell that is asked about: under the mouse, or else focused or tapped. */
  get cell() { return this.hovered ?? this.pointed ?? null; }

  hover(cell) {
    this.hovered = cell;
    this.show();
  }

  point(cell) {
    this.pointed = cell;
    if (cell !== null) {
      this.cells.rove(cell);
      this.cells.label(cell, this.account.describe(this.cells.element(cell)));
    }
    this.show();
  }

  choose(cell) {
    const step = this.account.steps.get(this.cells.element(cell));
    if (step !== undefined) this.go(step);
    this.cells.focus(cell);
    this.point(cell);
  }

  moveFocus(key, from) {
    if (key === "Enter") return this.choose(from), true;
    if (key === "Escape") return this.part$(".main").focus(), true;
    const to = this.cells.towards(key, from);
    if (to !== undefined) this.cells.focus(to);
    return to !== undefined || ARROWS[key] !== undefined;
  }

  /* Is light or dark as what is around says, its page or the one that frames that; or else as its
     reader prefers. */
  follow() {
    const preference = matchMedia("(prefers-color-scheme: dark)");
    const places = [this, window.frameElement].filter(Boolean);  /* null for a frame of others */
    const isDark = () => {
      for (const place of places) {
        const around = place.closest(`${LIGHT},${DARK}`), schemes = getComputedStyle(place).colorScheme.split(" ");
        if (around) return around.matches(DARK);
        if (schemes.includes("light") !== schemes.includes("dark")) return schemes.includes("dark");
      }
      return preference.matches;
    };
    let followed = null;
    const look = () => {
      const theme = this.data.themes.length > 1 && isDark() ? 1 : 0;
      if (theme !== followed) this.setTheme(followed = theme);
    };
    const observer = new MutationObserver(look);
    this.surroundings = new AbortController();
    this.surroundings.signal.addEventListener("abort", () => observer.disconnect());
    preference.addEventListener("change", look, {signal: this.surroundings.signal});
    addEventListener("message", ({source, data}) => {
      if (self !== top && source === parent) this.told(data);
    }, {signal: this.surroundings.signal});
    for (const {ownerDocument: {documentElement, body}} of places) {
      for (const part of [documentElement, body]) observer.observe(part, {attributes: true});
    }
    look();
  }

  setTheme(number) {
    const {dark, ...colors} = this.data.themes[number];
    this.theme = number;
    for (const [name, color] of Object.entries(colors)) {
      this.player.style.setProperty(`--${name}`, color);
    }
    if (this.data.transparent) this.player.style.background = "none";
    this.player.classList.toggle("dark", dark);
    this.player.style.colorScheme = dark ? "dark" : "light";
    if (this.hasAttribute("whole") && !this.data.transparent) document.documentElement.style.background = colors.ground;
    if (this.shown !== undefined) this.picture.paint(this.shown, this.theme);
  }

  /* All that is seen, from what is asked about and the step. */
  show() {
    if (this.cells.turn(this.now)) this.nameCells();
    const {cell, account} = this, asked = cell === null ? null : this.cells.element(cell);
    const isAbout = account.about(this.step).some(([about]) => about === asked);
    this.shown = asked === null || isAbout ? this.step : account.steps.get(asked) ?? this.step;
    this.picture.paint(this.shown, this.theme);
    const seen = this.shown < 0 ? this.data.still : this.shown;
    this.cells.outline(asked, asked === null ? [] : account.related(asked, seen), seen);
    this.part$(".cells").classList.toggle("made", asked !== null && account.isMade(asked));
    this.write(asked);
    const at = this.now;
    this.player.classList.toggle("playing", this.playing);
    const {words} = this.data, main = this.part$(".main");
    main.title = (this.playing ? words.pause : words.play) ?? "";
    main.setAttribute("aria-label", main.title);
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", this.position());
    const number = this.number(at);
    this.part$(".count").textContent = `${number < 0 ? "\u2013" : number} / ${this.lastNumber}`;
    if (asked === null) this.announce();
    this.schedule();
  }

  position() {
    const {words} = this.data;
    if (this.step < 0 || this.last < 1) return words.still ?? "";
    const step = this.number(this.step);
    return step < 0 ? words.opening ?? "" : fill(words.step ?? "{step} / {last}", {step, last: this.lastNumber});
  }

  /* The number of the step that a frame shows, -1 before the first; of the last that there is. */
  number(frame) { return this.data.numbers?.[frame] ?? frame; }

  get lastNumber() { return (this.data.count ?? this.last + 1) - 1; }

  /* The panel: what is asked about, or else what the step is about. */
  write(asked) {
    if (!this.data.elements) return;
    const pairs = asked === null ? this.account.about(this.step) : [[asked, -1]];
    const lines = [make("p", "step", asked === null ? this.position() : this.data.words.cell)];
    for (const [element, tap] of pairs) lines.push(...this.explained(element, tap));
    this.writeFormula(asked);
    this.part$(".sum").replaceChildren(...lines);
    this.part$(".sum").scrollTop = 0;
    this.fade();
  }

  /* Under the picture: the formula of what is asked about, or of the step, so that it is always there. */
  writeFormula(asked) {
    const {account, step, data} = this, about = account.about(step < 0 ? data.still : step).map(([made]) => made);
    const own = asked === null ? [] : account.formula(asked);
    const formulas = own.length ? [own] : [...new Map(about.map((made) => [String(account.formula(made)), account.formula(made)])).values()];
    const place = this.part$(".formula");
    place.hidden = false;
    place.replaceChildren(...formulas.flatMap((lines) =>
      lines.map((line, number) => make("p", number ? "filled" : "", line))));
    /* A frame was made as high as it is before there was a formula: there it is shown where it fits. */
    place.hidden = window.parent !== window && document.documentElement.scrollHeight > innerHeight;
  }

  /* How an element comes about, or what it is used for. */
  explained(element, tap) {
    const {account} = this, [label, value] = account.named(element);
    const what = make("p", account.isMade(element) ? "what made" : "what", make("b", "", label), value);
    if (!account.sums.has(element)) {
      return [what, make("p", "", account.reached(element)), make("ul", "uses",
        ...account.usesOf(element).map(([made, term]) => make("li", "",
          make("span", "", account.elements[made][0]), make("span", "", account.product(term)))))];
    }
    const {between} = account.form(element), pieces = account.sum(element, tap);
    return pieces.length ? [what, make("p", "terms", `${account.sign(element)} `, ...pieces.flatMap(([text, style]) =>
      style === "row" ? [text, make("br")] : text === between ? text : make("span", style, text)))] : [what];
  }

  /* Where the picture goes on, its stage fades, and says that it scrolls. */
  edges() {
    const stage = this.part$(".stage"), {scrollLeft, scrollWidth, clientWidth} = stage;
    stage.classList.toggle("before", scrollLeft > 1);
    stage.classList.toggle("after", scrollWidth - clientWidth - scrollLeft > 1);
  }

  /* Where there is more below, the panel fades. */
  fade() {
    const panel = this.part$(".sum"), below = panel.scrollHeight - panel.clientHeight - panel.scrollTop;
    panel.classList.toggle("more", below > 1);
  }

  /* A step is told to who does not see it; while it plays, not faster than it is heard. */
  announce() {
    const now = performance.now();
    if (this.playing && now - (this.toldAtMs ?? -QUIET_MS) < QUIET_MS) return;
    const text = [this.position(), this.account.announce(this.step)].filter(Boolean).join(": ");
    if (this.toldAtMs !== undefined && text === this.part$(".said").textContent) return;
    this.toldAtMs = now;
    this.part$(".said").textContent = text;
  }
}

customElements.define("convgif-player", Player);
})();
customElements.get("convgif-player").words = {"en":{"play":"Play","pause":"Pause","previous":"Previous step","next":"Next step","slider":"Step","speed":"Speed","theme":"Light or dark","cells":"Cells: arrow keys move, Enter shows the step, Escape leaves","scrolls":"Scroll sideways","sum":"How it comes about","step":"Step {step} of 0 to {last}","still":"Still picture","opening":"Before step 0","cell":"This cell","input":"input","weight":"weight","output":"output","padding":"padding","inserted_zero":"inserted zero","overhang":"past the padding","cropped":"cropped","unread":"This cell is never read.","reaches":["reaches {count} output","reaches {count} outputs"],"wire":"{output} reads {input} through {weight}","averages":"{output} reads {input}","used":["is used once","is used {count} times"],"added":["is added onto {count} gradient","is added onto {count} gradients"],"others":["{count} other channel","{count} other channels"],"bias":"bias","index":"index {index}","layer":"Layer","activation":"Activation","parameters":"Parameters","formula":"Size","weights":"Weights","macs":"MACs"},"zh":{"play":"播放","pause":"暂停","previous":"上一步","next":"下一步","slider":"步","speed":"速度","theme":"浅色或深色","cells":"格子：方向键移动，回车显示该步，Esc 离开","scrolls":"左右滚动","sum":"计算过程","step":"第 {step} 步（0 到 {last}）","still":"静止画面","opening":"第 0 步前","cell":"此格","input":"输入","weight":"权重","output":"输出","padding":"填充","inserted_zero":"插入的零","overhang":"超出填充","cropped":"裁去","unread":"此格从不被读取。","reaches":["影响 {count} 个输出","影响 {count} 个输出"],"wire":"{output} 通过 {weight} 读取 {input}","averages":"{output} 读取 {input}","used":["使用 {count} 次","使用 {count} 次"],"added":["加到 {count} 个梯度上","加到 {count} 个梯度上"],"others":["其他 {count} 个通道","其他 {count} 个通道"],"bias":"偏置","index":"下标 {index}","layer":"层","activation":"激活函数","parameters":"参数","formula":"尺寸","weights":"参数量","macs":"乘加次数"}};
