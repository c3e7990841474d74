/* What the data says of each element, in words: looked up and written out, never computed. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);

class Account {
  /* untold: sums in which something is left empty, which nobody is told before it is found. */
  constructor({elements = [], sums: open = [], focus = [], forms, formulas = [], words, wires = [], gradient, arriving = [],
               panels}, untold = []) {
    const sums = [...open, ...untold];
    this.kept = untold.map(([made]) => made);
    this.forget();
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

  told(made) { return this.sums.has(made) && !this.untold.has(made); }

  /* What a reader has found. */
  learn(element, value) {
    this.found.push(element);
    this.elements[element][1] = value;
    this.untold.delete(element);
  }

  forget() {
    for (const element of this.found ?? []) this.elements[element][1] = null;
    this.found = [];
    this.untold = new Set(this.kept);
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
  number(value) { return String(value ?? "?").replace("-", "\u2212"); }

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
    const value = (element) => element < 0 ? 0 : this.elements[element][1];
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
     of the kernel has "row". A number that is the result itself is named. */
  sum(made, tap = -1) {
    const [, terms, others, bias, divisor, rows] = this.sums.get(made), form = this.form(made);
    const isNamed = terms.length === 1 && terms[0][1] < 0;
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
