/* What is left empty: fields over the picture, and whether what is typed into them is right. */
const NUMBER = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i, SIZE = /^[\d\s×x*·@,;()[\]]*\d[\s,)\]]*$/i;

const plain = (text) => text.normalize("NFKC").trim().replace(/[\u2010-\u2015\u2212]\s*/g, "-");

/* The number that is typed, with a comma or a point; undefined for none. */
const numberIn = (text) => NUMBER.test(plain(text)) ? Number(plain(text).replace(",", ".")) : undefined;

/* The numbers of a size, whatever stands between them; undefined for none. */
const sizeIn = (text) => SIZE.test(plain(text)) ? plain(text).match(/\d+/g).map(Number).join() : undefined;

/* What a page holds to be graded by, in ASCII, not to be read at a glance. */
const unsealed = (text) => JSON.parse(atob(text));

class Exercise {
  constructor(player, {words, blanks}, {answers}) {
    Object.assign(this, {player, words, answers});
    this.signs = Math.max(...answers.map(([answer]) => String(answer).length));  /* of cells, which are alike */
    this.layer = player.part$(".blanks");
    player.player.style.setProperty("--under", "130px");
    player.part$(".exercise").hidden = this.layer.hidden = false;
    this.layer.setAttribute("aria-label", words.cells);
    for (const name of ["check", "again"]) player.part$(`[data-act=${name}]`).append(words[name]);
    this.fields = blanks.map(([element, label, sign = "", form = ""], number) => ({element, label, sign, form, number}));
    for (const field of this.fields) this.make(field);
  }

  make(field) {
    const place = field.place = make("div", "blank"), keys = {Enter: "check", Escape: "clear"};
    place.innerHTML = `<input placeholder="${field.sign}" title="${field.form}" maxlength=40 autocomplete=off spellcheck=false enterkeyhint=done>`;
    field.input = place.firstChild;
    field.input.oninput = () => this.mark(field);
    field.input.onfocus = () => {
      this.player.go(this.player.account.steps.get(field.element) ?? this.player.now, true);
      this.write(field);
    };
    field.input.onkeydown = (event) => {
      event.stopPropagation();  /* what is typed is no key of the player, nor of its page */
      if (event.isComposing || !keys[event.key]) return;
      event.preventDefault();
      this[keys[event.key]](field);
    };
    this.mark(field);
    this.layer.append(place);
  }

  /* Fields lie where what they ask for is at a step: over a cell, or in a text. */
  lay(cells, boxes) {
    const by = new Map(boxes.map(([cell, ...box]) => [cell, box]));
    for (const {element, place} of this.fields) {
      const box = by.get(element < 0 ? element : cells.page.of.get(element)?.find((cell) => by.has(cell)));
      place.hidden = !box;
      if (!box) continue;
      const [left, top, width, height] = box.map((share) => `${share}%`);
      Object.assign(place.style, {left, top, width, height, fontSize: `${box[4]}cqw`});
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

  /* The score, after other words. */
  say(...parts) {
    this.part(".said").textContent = [...parts, this.part(".score")].map((part) => part.textContent).filter(Boolean).join("; ");
  }

  grade(field) {
    const {input: {value}, number, element} = field, {account} = this.player, [answer, low, high, sizes, lengths] = this.answers[number];
    if (!value.trim()) return;
    const typed = (element < 0 ? sizeIn : numberIn)(value);
    const right = sizes ? sizes.includes(typed) : low <= typed && typed <= high;
    const unread = lengths ? !lengths.includes(typed?.split(",").length) : typed === undefined;
    this.mark(field, right ? "right" : unread ? "unread" : "wrong");
    if (right && element >= 0) account.learn(element, answer);
    if (this.right === this.fields.length) account.untold.clear();
    this.player.nameCells();
  }

  mark(field, mark = "") {
    const {input, place, element} = field;
    place.dataset.mark = field.mark = mark;
    input.style.setProperty("--signs", Math.max(input.value.length, element < 0 || this.signs));
    input.setAttribute("aria-label", mark === "right" ? this.told(field) : field.label);
    input.setAttribute("aria-invalid", mark === "wrong" || mark === "unread");
    this.part(".score").textContent = fill(this.words.score, {right: this.right, count: this.fields.length});
  }

  get right() { return this.fields.filter(({mark}) => mark === "right").length; }

  told({mark, label, input, form}) {
    return fill(this.words[mark === "unread" && form ? "unread_size" : mark], {label, form, typed: input.value.trim()});
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

  /* Whether it is right, and how it comes about; of what was not checked, nothing. */
  write(field) {
    this.part(".result").replaceChildren(...(field.mark ? [make("p", "what", this.told(field))] : []),
      ...(field.mark && field.mark !== "unread" ? this.worked(field) : []));
  }

  /* The sum of an output, or one that a weight is used in; how a size comes about. */
  worked({element, number, mark}) {
    const {account, panel, now} = this.player, [, without, worked] = this.answers[number];
    if (element < 0) return [make("p", "", mark === "right" ? worked : without)];
    const uses = account.sums.has(element) ? [element] : account.usesOf(element).map(([made]) => made);
    const made = uses.find((each) => account.steps.get(each) === now) ?? uses[0];
    const terms = uses.length && panel.terms(made);
    if (!terms) return [];
    if (made !== element) terms.prepend(`${account.label(made)} `);
    terms.append(` ${account.sign(made)} ${account.number(account.elements[made][1])}`);
    return [terms];
  }
}
