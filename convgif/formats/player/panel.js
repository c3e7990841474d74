/* What is said beside the picture and under it: sums, formulas, and facts of the layer. */
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

  /* What is asked about, or else what the step is about. title: what stands above that. */
  write(asked, step, title) {
    const pairs = asked === null ? this.account.about(step) : [[asked, -1]];
    const lines = [make("p", "step", title)];
    for (const [element, tap] of pairs) lines.push(...this.explained(element, tap));
    this.writeFormula(asked, step);
    this.sum.replaceChildren(...lines);
    this.sum.scrollTop = 0;
    this.fade();
  }

  /* Under the picture: the formula of what is asked about, or of the step, so that it is always there. */
  writeFormula(asked, step) {
    const {account, formula: place} = this, about = account.about(step < 0 ? this.still : step).flatMap(([made, , more]) => more ? [] : made);
    const own = asked === null ? [] : account.formula(asked);
    const formulas = own.length ? [own] : [...new Map(about.map((made) => [String(account.formula(made)), account.formula(made)])).values()];
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
    if (account.untold.has(element)) return [what];
    if (!account.sums.has(element)) {
      return [what, make("p", "", account.reached(element)), make("ul", "uses",
        ...account.usesOf(element).filter(([made]) => account.told(made)).map(([made, term]) => make("li", "",
          make("span", "", account.elements[made][0]), make("span", "", account.product(term)))))];
    }
    const terms = this.terms(element, tap);
    return terms ? [what, terms] : [what];
  }

  /* The sum of an element, null where there is nothing to add. */
  terms(element, tap = -1) {
    const {account} = this, {between} = account.form(element), pieces = account.sum(element, tap);
    return pieces.length ? make("p", "terms", `${account.sign(element)} `, ...pieces.flatMap(([text, style]) =>
      style === "row" ? [text, make("br")] : text === between ? text : make("span", style, text))) : null;
  }

  /* Where there is more below, it fades. */
  fade() {
    const {scrollHeight, clientHeight, scrollTop} = this.sum;
    this.sum.classList.toggle("more", scrollHeight - clientHeight - scrollTop > 1);
  }
}
