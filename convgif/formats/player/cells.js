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
