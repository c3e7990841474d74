/* The player: shows the steps in the page, and says of each cell what the data says. */
(() => {
"use strict";
if (customElements.get("convgif-player")) return;
const STYLE = `:host{display:block;container-type:inline-size;}:host([hidden]){display:none;}*{box-sizing:border-box;}[hidden]{display:none !important;}.player{all:initial;--fonts:;--under:0px;--wide:var(--width);--wash:#0000000a;--wash-on:#00000014;display:grid;gap:10px 24px;padding:14px;color:var(--text);background:var(--ground);font:14px/1.5 var(--fonts) system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;text-align:start;grid-template:"stage" "formula" "bar" "side" / minmax(0,1fr);justify-content:center;position:relative;}:host([whole]) .player{--wide:clamp(max(.7 * var(--width),var(--least)),(100vh - 130px - var(--under)) * var(--aspect),1.4 * var(--width));padding-top:max(14px,min(5vh,48px));}.player.dark{--wash:#ffffff12;--wash-on:#ffffff24;}.stage{grid-area:stage;justify-self:center;width:max(min(100%,var(--wide)),min(var(--least),100% + 28px));display:grid;grid-template:"picture" / minmax(var(--least),1fr);overflow:auto hidden;}.stage > *{grid-area:picture;}.stage.after{mask-image:linear-gradient(to left,transparent,#000 3em);}.stage.before{mask-image:linear-gradient(to right,transparent,#000 3em);}.stage.before.after{mask-image:linear-gradient(to right,transparent,#000 3em calc(100% - 3em),transparent);}.hint{display:none;grid-area:stage;place-self:start end;margin:0;padding:1px 10px;border-radius:9px;pointer-events:none;background:var(--text);color:var(--ground);font-size:12.5px;z-index:1;}.stage.after:not(.before) + .hint{display:block;}.stage svg{display:block;width:100%;height:auto;}.picture{forced-color-adjust:none;user-select:none;-webkit-user-select:none;}.stage .cells{touch-action:manipulation;}.cell{fill:transparent;stroke:none;cursor:pointer;outline:none;-webkit-tap-highlight-color:transparent;}.veil{fill:var(--ground);fill-rule:evenodd;opacity:.64;pointer-events:none;}.halo,.related,.pointed{fill:none;stroke:var(--read);stroke-linejoin:round;pointer-events:none;}.made :is(.related,.pointed){stroke:var(--made);}.halo{stroke:var(--ground);stroke-width:5.6px;}.related{stroke-width:1.8px;}.pointed{stroke-width:3.4px;}.under{grid-area:formula;display:grid;gap:10px;justify-items:center;min-width:0;}.blanks{position:relative;container-type:inline-size;pointer-events:none;}.blank{position:absolute;pointer-events:auto;}.blank input{position:absolute;left:0;top:50%;translate:0 -50%;width:100%;height:max(100%,24px);padding:0 1px;border:0;border-radius:2px;background:transparent;color:var(--answer);font:600 max(9px,var(--size))/1 var(--fonts) system-ui,sans-serif;text-align:center;user-select:text;-webkit-user-select:text;}.blank input:focus{outline:2px solid var(--answer);outline-offset:-2px;}.blank:focus-within{z-index:1;}[data-mark=right] input{box-shadow:inset 0 0 0 2px var(--answer);}:is([data-mark=wrong],[data-mark=unread]) input{outline:2px dashed var(--text);outline-offset:-2px;}.exercise{display:flex;flex-wrap:wrap;align-items:center;gap:6px 10px;justify-self:stretch;width:100%;max-width:max(var(--wide),350px);margin:0 auto;}.exercise p{margin:0;}.exercise button{padding:0 14px;background:var(--wash);}.score{margin-inline-end:auto;font-variant-numeric:tabular-nums;}.result{flex:1 0 100%;min-height:4.5em;overflow-wrap:break-word;font-variant-numeric:tabular-nums;}.result .what{font-weight:600;}.formula{max-width:100%;overflow-wrap:break-word;font-variant-numeric:tabular-nums;}.formula:empty{display:none;}.formula p{margin:0;color:var(--soft);}.formula .filled{color:inherit;font-weight:600;}.bar{grid-area:bar;container:bar / inline-size;display:flex;flex-wrap:wrap;align-items:center;gap:2px 5px;width:100%;max-width:max(var(--wide),350px);margin:0 auto;}.buttons{display:flex;gap:2px;margin-inline-end:auto;}button,select{appearance:none;min-width:38px;height:38px;margin:0;padding:0;border:0;border-radius:10px;cursor:pointer;background:transparent;color:inherit;font:inherit;display:grid;place-items:center;}button:hover,select:hover{background:var(--wash-on);}button svg{width:20px;height:20px;fill:currentColor;}.main{background:var(--wash);}.off,.playing .on{display:none;}.playing .off{display:inline;}select{padding:0 4px;font-variant-numeric:tabular-nums;text-align:center;text-align-last:center;}option{color:#000;background:#fff;}.bar input{flex:1 1 50px;min-width:50px;height:38px;margin:0;accent-color:var(--text);cursor:pointer;background:transparent;}.count{min-width:3.4em;text-align:right;color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap;}:focus-visible{outline:2px solid var(--read);outline-offset:2px;}.cell:focus-visible{outline:none;}.side{grid-area:side;display:flex;flex-direction:column;gap:12px;min-width:0;width:100%;max-width:max(var(--wide),350px);margin:0 auto;}.sum{height:9.6em;padding:10px 12px;overflow:auto;border-radius:10px;background:var(--wash);font-variant-numeric:tabular-nums;}.sum.more{mask-image:linear-gradient(#000 calc(100% - 2.4em),transparent);}.sum p,.sum ul{margin:0;padding:0;list-style:none;}.sum .step{color:var(--soft);font-size:12.5px;}.sum .what{font-weight:600;}.sum .what b{color:var(--read);font-weight:inherit;}.sum .made b{color:var(--made);}.sum .terms{overflow-wrap:break-word;padding-inline-start:1.1em;text-indent:-1.1em;}.sum .terms > span{white-space:nowrap;}.zero{color:var(--soft);}.now{color:var(--read);font-weight:600;}.sum .uses{columns:190px;column-gap:16px;}.sum li{break-inside:avoid;display:flex;justify-content:space-between;gap:8px;white-space:nowrap;}.sum li span:first-child{color:var(--soft);}dl{margin:0;display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 14px;font-size:13px;}dt{color:var(--soft);text-transform:capitalize;}dd{margin:0;overflow-wrap:anywhere;white-space:pre-line;font-variant-numeric:tabular-nums;}dd.code{font:12px/1.65 var(--fonts) ui-monospace,"SF Mono","Cascadia Code","DejaVu Sans Mono",monospace;}.said{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap;}@container (min-width:{beside}px){.player{grid-template:"stage side" auto "formula side" auto "bar side" 1fr / minmax(0,max(var(--wide),350px)) minmax(220px,1fr);align-items:start;padding:18px;margin:0 auto;max-width:calc(max(var(--wide),350px) + 480px);}.side{align-self:stretch;max-width:none;}.sum{height:13em;}.bar{max-width:none;}}@media (pointer:coarse){button,select,.bar input{min-width:44px;height:44px;}.blank input{font-size:max(16px,var(--size));}@container bar (max-width:480px){.bar input{order:-1;flex-basis:100%;}}}@media print{.exercise button{display:none;}}`, CONTROLS = `<div class="player">
<div class="stage">
<div class="picture"></div>
<svg class="cells" role="group" data-word="cells"></svg>
<div class="blanks" role="group" hidden></div>
</div>
<p class="hint"></p>
<div class="under">
<div class="exercise" hidden>
<p class="score"></p>
<button type="button" data-act="check"></button>
<button type="button" data-act="again"></button>
<div class="result"></div>
</div>
<div class="formula"></div>
</div>
<div class="bar">
<div class="buttons">
<button type="button" data-act="previous" data-word="previous"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 5h2.4v14H7zM19 5v14l-9-7z"/></svg></button>
<button type="button" data-act="toggle" class="main" data-word="play"><svg viewBox="0 0 24 24" aria-hidden="true"><path class="on" d="M7 4.5v15l12.5-7.5z"/><path class="off" d="M6.5 5h4v14h-4zM13.5 5h4v14h-4z"/></svg></button>
<button type="button" data-act="next" data-word="next"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M14.6 5H17v14h-2.4zM5 5v14l9-7z"/></svg></button>
</div>
<input type="range" min="0" step="1" data-word="slider">
<span class="count" aria-hidden="true"></span>
<select data-word="speed"></select>
<button type="button" data-act="theme" data-word="theme"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18v-1.8a7.2 7.2 0 0 0 0-14.4z"/></svg></button>
</div>
<div class="side">
<div class="sum" tabindex="0" role="region" data-word="sum"></div>
<dl class="facts"></dl>
</div>
<p class="said" role="status" aria-live="polite"></p>
</div>
`, LIGHT = "[data-theme=light],[data-md-color-scheme=default],[data-bs-theme=light]", DARK = "[data-theme=dark],[data-md-color-scheme=slate],[data-bs-theme=dark]";

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
class Account {
constructor({elements = [], sums: open = [], focus = [], forms, formulas = [], words, wires = [], gradient, arriving = [],
panels}, untold = []) {
const sums = [...open, ...untold];
this.kept = untold.map(([made]) => made);
this.forget();
Object.assign(this, {elements, focus, forms, formulas, words, gradient, panels});
this.wires = new Map(wires.map(([entry, ...ends]) => [entry, ends]));
this.sums = new Map(sums.map((sum) => [sum[0], sum]));
this.uses = new Map();
for (const [made, terms] of sums) {
for (const term of terms) {
for (const element of term.slice(0, this.isGradient(made) ? 1 : 2)) {
if (!this.uses.has(element)) this.uses.set(element, []);
this.uses.get(element).push([made, term]);
}
}
}
this.steps = new Map(focus.flatMap((pairs, step) => pairs.map(([element]) => [element, step])));
for (const [arrives, output] of arriving) this.steps.set(arrives, this.steps.get(output));
for (const made of this.sums.keys()) {
if (this.isGradient(made)) this.steps.set(made, focus.length - 1);
}
}
about(step) { return this.focus[step] ?? []; }
isGradient(element) { return this.elements[element][2].startsWith("grad_"); }
form(element) { return this.isGradient(element) ? this.gradient : this.forms[this.elements[element][3] ?? 0]; }
formula(element) {
const [label, , array, trace = 0] = this.elements[element], {letters, filled} = this.formulas[trace] ?? {};
const [, index] = label.match(/\[([^\]]*)\]/) ?? [], places = index?.split(", ") ?? [];
const divisor = this.sums.get(element)?.[4] ?? "N";
return array === "output" && filled?.[places[0]] ? [letters, fill(filled[places[0]], {...places, divisor})] : [];
}
told(made) { return this.sums.has(made) && !this.untold.has(made); }
learn(element, value) {
this.found.push(element);
this.elements[element][1] = value;
this.untold.delete(element);
}
tellAll() { this.untold.clear(); }
forget() {
for (const element of this.found ?? []) this.elements[element][1] = null;
this.found = [];
this.untold = new Set(this.kept);
}
usesOf(element) { return this.uses.get(element) ?? []; }
isWeight(element) { return this.elements[element][2] === "weight"; }
isMade(element) { return this.sums.has(element); }
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
number(value) { return String(value ?? "?").replace("-", "\u2212"); }
inBrackets(value) {
const text = this.number(value);
return text.startsWith("\u2212") ? `(${text})` : text;
}
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
const value = (element) => element < 0 ? 0 : this.elements[element][1];
const {between, term: whole} = this.form(read), term = weight < 0 && this.isGradient(read) ? "{input}" : whole;
const alone = (term === "{input}" && between !== " + ") || term[0] === "|";
return fill(term, {
input: alone ? this.number(value(read)) : this.inBrackets(value(read)),
weight: this.inBrackets(value(weight))});
}
product(term) {
const [, weight, gives, sign = "="] = term;
return this.term(term) + (weight < 0 ? "" : ` ${sign} ${this.number(gives)}`);
}
sign(made) { return this.sums.get(made)[6] ?? "="; }
sum(made, tap = -1, hides = false) {
const [, terms, others, bias, divisor, rows] = this.sums.get(made), form = this.form(made);
const isNamed = hides && terms.length === 1 && terms[0][1] < 0;
let ended = 0;
const ends = new Set((rows ?? []).map((length) => ended += length));
const pieces = [[(form.applied ?? "") + form.before, ""]];
terms.forEach((term, number) => {
const style = term[0] === tap ? "now" : !isNamed && Number(term[2]) === 0 && form.between === " + " ? "zero" : "";
if (number) pieces.push([form.between, ends.has(number) ? "row" : ""]);
pieces.push([isNamed ? this.label(term[0]) : this.term(term), style]);
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
if (!this.told(element)) return this.name(element);
const value = this.elements[element][1], sign = this.sign(element);
const sum = this.sum(element).map(([piece]) => piece).join("");
return !sum ? this.name(element) : `${this.label(element)} ${sign} ${sum}${value === null ? "" : ` ${sign} ${this.number(value)}`}`;
}
announce(step) { return this.about(step).map(([about, tap]) => this.said(about, tap)).join("; "); }
said(about, tap) {
if (tap < 0) return this.name(about);
const term = this.told(about) && this.sums.get(about)[1].find(([read]) => read === tap);
return this.label(about) + (term ? `: ${this.product(term)}` : "");
}
}


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
paint(step, theme) {
for (const look of this.looks) {
let state = look.still;
if (step >= 0) {
const {changes} = look;
state = changes[0];
for (let at = 1; changes[at] <= step; at += 2) state = changes[at + 1];
}
const color = this.palette[theme][state < 0 ? -1 : look.tints[state]] ?? "transparent";
if (color !== look.shown) look.part.setAttribute("color", look.shown = color);
}
for (const way of this.ways) way.put(way.place(step));
}
ease(step, share) {
for (const way of this.ways) if (way.eases) way.between(step, share);
}
}
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
const ends = to[0].match(NUMBERS);
this.put([from[0].replace(NUMBERS, (start) => ` ${way(start, ends.shift())}`)]);
}
}
class Cells {
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
turn(step) {
const before = this.page;
return (this.page = this.at(step)) !== before;
}
element(cell) { return this.page.elements[cell]; }
showing(element) { return this.page.of.get(element)[0]; }
label(cell, text) { this.paths[cell].setAttribute("aria-label", text); }
focus(cell) { this.paths[cell].focus(); }
rove(cell) {
for (const [number, other] of this.paths.entries()) other.setAttribute("tabindex", number === cell ? 0 : -1);
}
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


const make = (tag, name, ...inside) => {
const made = document.createElement(tag);
if (name) made.className = name;
made.append(...inside);
return made;
};
class Panel {
constructor(root, {words, facts = [], still}, account) {
Object.assign(this, {words, account, still});
this.sum = root.querySelector(".sum");
this.formula = root.querySelector(".formula");
for (const [name, text] of facts) {
root.querySelector(".facts").append(
make("dt", "", name), make("dd", name === words.layer ? "code" : "", text));
}
this.sum.addEventListener("scroll", () => this.fade());
}
write(asked, step, title) {
const pairs = asked === null ? this.account.about(step) : [[asked, -1]];
const lines = [make("p", "step", title)];
for (const [element, tap] of pairs) lines.push(...this.explained(element, tap));
this.writeFormula(asked, step);
this.sum.replaceChildren(...lines);
this.sum.scrollTop = 0;
this.fade();
}
writeFormula(asked, step) {
const {account, formula: place} = this, about = account.about(step < 0 ? this.still : step).map(([made]) => made);
const own = asked === null ? [] : account.formula(asked);
const formulas = own.length ? [own] : [...new Map(about.map((made) => [String(account.formula(made)), account.formula(made)])).values()];
place.hidden = false;
place.replaceChildren(...formulas.flatMap((lines) =>
lines.map((line, number) => make("p", number ? "filled" : "", line))));
place.hidden = window.parent !== window && document.documentElement.scrollHeight > innerHeight;
}
explained(element, tap) {
const {account} = this, [label, value] = account.named(element);
const what = make("p", account.isMade(element) ? "what made" : "what", make("b", "", label), value);
if (account.untold.has(element)) return [what];
if (!account.sums.has(element)) {
return [what, make("p", "", account.reached(element)), make("ul", "uses",
...account.usesOf(element).filter(([made]) => account.told(made)).map(([made, term]) => make("li", "",
make("span", "", account.elements[made][0]), make("span", "", account.product(term)))))];
}
const terms = this.terms(element, tap);
return terms ? [what, terms] : [what];
}
terms(element, tap = -1, hides = false) {
const {account} = this, {between} = account.form(element), pieces = account.sum(element, tap, hides);
return pieces.length ? make("p", "terms", `${account.sign(element)} `, ...pieces.flatMap(([text, style]) =>
style === "row" ? [text, make("br")] : text === between ? text : make("span", style, text))) : null;
}
fade() {
const {scrollHeight, clientHeight, scrollTop} = this.sum;
this.sum.classList.toggle("more", scrollHeight - clientHeight - scrollTop > 1);
}
}


class Surroundings {
constructor(element, turned) {
this.preference = matchMedia("(prefers-color-scheme: dark)");
this.places = [element, window.frameElement].filter(Boolean);
const listening = new AbortController(), {signal} = listening;
let before = null;
const look = () => {
const isDark = this.isDark();
if (isDark !== before) turned(before = isDark);
};
const observer = new MutationObserver(look);
signal.addEventListener("abort", () => observer.disconnect());
this.preference.addEventListener("change", look, {signal});
for (const {ownerDocument: {documentElement, body}} of this.places) {
for (const part of [documentElement, body]) observer.observe(part, {attributes: true});
}
this.leave = () => listening.abort();
look();
}
isDark() {
for (const place of this.places) {
const around = place.closest(`${LIGHT},${DARK}`), schemes = getComputedStyle(place).colorScheme.split(" ");
if (around) return around.matches(DARK);
if (schemes.includes("light") !== schemes.includes("dark")) return schemes.includes("dark");
}
return this.preference.matches;
}
}


const NUMBER = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i, SIZE = /^[\d\s×x*·@,;()]*\d[\s)]*$/i;
const plain = (text) => text.normalize("NFKC").trim().replace(/[\u2010-\u2015\u2212]\s*/g, "-");
const numberIn = (text) => NUMBER.test(plain(text)) ? Number(plain(text).replace(",", ".")) : undefined;
const sizeIn = (text) => SIZE.test(plain(text)) ? plain(text).match(/\d+/g).map(Number).join() : undefined;
const unsealed = (text) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (sign) => sign.charCodeAt())));
class Exercise {
constructor(player, {words, blanks}, {answers}) {
Object.assign(this, {player, words, answers});
this.layer = player.part$(".blanks");
player.player.style.setProperty("--under", "130px");
player.part$(".exercise").hidden = this.layer.hidden = false;
this.layer.setAttribute("aria-label", words.cells);
for (const name of ["check", "again"]) player.part$(`[data-act=${name}]`).append(words[name]);
this.fields = blanks.map(([element, label], number) => ({element, label, number}));
for (const field of this.fields) this.make(field);
}
make(field) {
const place = field.place = make("div", "blank"), keys = {Enter: "check", Escape: "clear"};
place.innerHTML = "<input maxlength=40 autocomplete=off spellcheck=false enterkeyhint=done>";
field.input = place.firstChild;
field.input.oninput = () => this.mark(field);
field.input.onfocus = () => {
this.player.go(this.player.account.steps.get(field.element) ?? this.player.now, true);
this.write(field);
};
field.input.onkeydown = (event) => {
event.stopPropagation();
if (event.isComposing || !keys[event.key]) return;
event.preventDefault();
this[keys[event.key]](field);
};
this.mark(field);
this.layer.append(place);
}
lay(cells, boxes) {
const by = new Map(boxes.map(([cell, ...box]) => [cell, box]));
for (const {element, place} of this.fields) {
const box = by.get(element < 0 ? element : cells.page.of.get(element)?.find((cell) => by.has(cell)));
place.hidden = !box;
if (!box) continue;
const [left, top, width, height] = box.map((share) => `${share}%`);
Object.assign(place.style, {left, top, width, height});
place.style.setProperty("--size", `${box[4]}cqw`);
}
}
check(field) {
this.grade(field);
this.write(field);
this.say(...this.part(".result").children);
}
checkAll() {
for (const field of this.fields) this.grade(field);
this.part(".result").replaceChildren();
this.say();
}
part(name) { return this.player.part$(name); }
say(...parts) {
this.part(".said").textContent = [...parts, this.part(".score")].map((part) => part.textContent).filter(Boolean).join("; ");
}
grade(field) {
const {input: {value}, number, element} = field, {account} = this.player, [answer, slack] = this.answers[number];
if (!value.trim()) return;
const read = element < 0 ? sizeIn : numberIn, typed = read(value), wanted = read(String(answer));
const right = typed === wanted || Math.abs(typed - wanted) <= slack;
this.mark(field, right ? "right" : typed === undefined ? "unread" : "wrong");
if (right && element >= 0) account.learn(element, answer);
if (this.right === this.fields.length) account.tellAll();
this.player.nameCells();
}
mark(field, mark = "") {
const {input, place} = field;
place.dataset.mark = field.mark = mark;
input.setAttribute("aria-label", mark === "right" ? this.told(field) : field.label);
input.setAttribute("aria-invalid", mark === "wrong" || mark === "unread");
this.part(".score").textContent = fill(this.words.score, {right: this.right, count: this.fields.length});
}
get right() { return this.fields.filter(({mark}) => mark === "right").length; }
told({mark, label, input, element}) {
const words = this.words[mark === "unread" && element < 0 ? "unread_size" : mark];
return fill(words, {label, typed: input.value.trim()});
}
clear(field) {
field.input.value = "";
this.mark(field);
this.write(field);
}
reset() {
for (const field of this.fields) this.clear(field);
this.player.account.forget();
this.player.nameCells();
this.say();
this.fields.find(({place}) => !place.hidden)?.input.focus();
}
write(field) {
this.part(".result").replaceChildren(...(field.mark ? [make("p", "what", this.told(field))] : []),
...(field.mark && field.mark !== "unread" ? this.worked(field) : []));
}
worked({element, number, mark}) {
const {account, panel, now} = this.player, [, , without, worked] = this.answers[number];
if (element < 0) return [make("p", "", mark === "right" ? worked : without)];
const uses = account.sums.has(element) ? [element] : account.usesOf(element).map(([made]) => made);
const made = uses.find((each) => account.steps.get(each) === now) ?? uses[0];
const terms = uses.length && panel.terms(made, -1, mark !== "right");
if (!terms) return [];
if (made !== element) terms.prepend(`${account.label(made)} `);
terms.append(` ${account.sign(made)} ${account.number(account.elements[made][1])}`);
return [terms];
}
}


const SPEEDS = [0.25, 0.5, 1, 2, 4], QUIET_MS = 1500;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const TWO_COLUMNS_PX = 640, WORDS_PX = 280;
class Player extends HTMLElement {
connectedCallback() {
if (this.shadowRoot) this.resume();
else if (document.readyState !== "loading") this.start();
else document.addEventListener("DOMContentLoaded", () => this.start(), {once: true});
}
disconnectedCallback() {
clearTimeout(this.timer);
cancelAnimationFrame(this.frame);
this.surroundings?.leave();
this.deck?.abort();
this.resized?.disconnect();
}
start() {
const source = this.querySelector("script[type='application/json']");
if (!source || this.shadowRoot || !this.isConnected) return;
this.data = JSON.parse(source.textContent);
this.data.words ??= Player.words[this.data.language];
this.layouts = [[this.querySelector("svg"), this.data]];
const stacked = this.querySelector("template")?.content.querySelector("svg");
if (stacked) this.layouts.push([stacked, {...this.data, ...this.data.narrower}]);
const root = this.attachShadow({mode: "open"});
root.innerHTML = CONTROLS;
root.prepend(this.rules = make("style", ""));
this.part$ = (selector) => root.querySelector(selector);
this.player = this.part$(".player");
if (this.data.fonts) this.player.style.setProperty("--fonts", `${this.data.fonts},`);
this.last = this.data.durations.length - 1;
this.speed = 1;
this.rounds = 0;
const {exercise} = this.data, sealed = exercise && unsealed(exercise.sealed);
this.account = new Account(this.data, sealed?.sums);
this.panel = new Panel(root, this.data, this.account);
if (exercise) this.exercise = new Exercise(this, exercise, sealed);
this.nameParts();
this.listen();
const still = calm.matches;
this.playing = !still && this.last > 0;
this.step = still ? -1 : 0;
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
this.surroundings = new Surroundings(this, (isDark) => this.setTheme(this.data.themes.length > 1 && isDark ? 1 : 0));
this.deck = new AbortController();
addEventListener("message", ({source, data}) => {
if (self !== top && source === parent) this.told(data);
}, {signal: this.deck.signal});
this.show();
}
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
lay(number) {
const [picture, drawn] = this.layouts[this.layout = number], viewBox = picture.getAttribute("viewBox");
const [, , wide, high] = viewBox.split(" ");
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
this.exercise?.lay(this.cells, drawn.fields);
this.nameCells();
}
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
this.slider = this.part$("[type=range]");
this.slider.max = this.last;
this.part$("[data-act=theme]").hidden = this.data.themes.length < 2;
this.part$(".bar").hidden = this.last < 1;
this.part$(".side").hidden = !this.data.elements;
}
listen() {
const root = this.shadowRoot, cellAt = (event) => event.target.dataset?.cell;
root.addEventListener("click", (event) => {
const act = event.target.closest("[data-act]")?.dataset.act;
if (act) this.act(act);
else if (event.target.closest(".blank")) return;
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
const stage = this.part$(".stage");
stage.addEventListener("focusin", (event) => {
if (cellAt(event) !== undefined) this.point(Number(cellAt(event)));
});
stage.addEventListener("focusout", (event) => {
if (cellAt(event) !== undefined) this.point(null);
});
this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
this.part$("select").addEventListener("change", (event) => {
this.speed = Number(event.target.value);
this.schedule();
});
root.addEventListener("keydown", (event) => this.key(event));
if (this.hasAttribute("whole")) {
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
if (name === "check") this.exercise.checkAll();
if (name === "again") this.exercise.reset();
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
go(step, isQuiet = false) {
this.playing = false;
this.pointed = null;
this.step = step;
this.show(isQuiet);
}
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
show(isQuiet = false) {
if (this.cells.turn(this.now)) {
this.nameCells();
this.exercise?.lay(this.cells, this.layouts[this.layout][1].fields);
}
const {cell, account} = this, asked = cell === null ? null : this.cells.element(cell);
const isAbout = account.about(this.step).some(([about]) => about === asked);
this.shown = asked === null || isAbout ? this.step : account.steps.get(asked) ?? this.step;
this.picture.paint(this.shown, this.theme);
const seen = this.shown < 0 ? this.data.still : this.shown;
this.cells.outline(asked, asked === null ? [] : account.related(asked, seen), seen);
this.part$(".cells").classList.toggle("made", asked !== null && account.isMade(asked));
if (this.data.elements) this.panel.write(asked, this.step, asked === null ? this.position() : this.data.words.cell);
const at = this.now;
this.player.classList.toggle("playing", this.playing);
const {words} = this.data, main = this.part$(".main");
main.title = (this.playing ? words.pause : words.play) ?? "";
main.setAttribute("aria-label", main.title);
this.slider.value = at;
this.slider.setAttribute("aria-valuetext", this.position());
const number = this.number(at);
this.part$(".count").textContent = `${number < 0 ? "\u2013" : number} / ${this.lastNumber}`;
if (asked === null && !isQuiet) this.announce();
this.schedule();
}
position() {
const {words} = this.data;
if (this.step < 0 || this.last < 1) return words.still ?? "";
const step = this.number(this.step);
return step < 0 ? words.opening ?? "" : fill(words.step ?? "{step} / {last}", {step, last: this.lastNumber});
}
number(frame) { return this.data.numbers?.[frame] ?? frame; }
get lastNumber() { return (this.data.count ?? this.last + 1) - 1; }
edges() {
const stage = this.part$(".stage"), {scrollLeft, scrollWidth, clientWidth} = stage;
stage.classList.toggle("before", scrollLeft > 1);
stage.classList.toggle("after", scrollWidth - clientWidth - scrollLeft > 1);
}
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
