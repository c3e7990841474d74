/* The element: its clock, its controls, and the page around it. */
const SPEEDS = [0.25, 0.5, 1, 2, 4], QUIET_MS = 1500;
const KEYS = {ArrowRight: "next", ArrowLeft: "previous", Home: "first", End: "last"};
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const TWO_COLUMNS_PX = 640, WORDS_PX = 280;  /* what words need beside a picture, at least */

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
    const {exercise} = this.data, sealed = exercise && unsealed(exercise.sealed);
    this.account = new Account(this.data, sealed?.sums);
    this.panel = new Panel(root, this.data, this.account);
    if (exercise) this.exercise = new Exercise(this, exercise, sealed);
    this.nameParts();
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
    this.surroundings = new Surroundings(this, (isDark) => this.setTheme(this.data.themes.length > 1 && isDark ? 1 : 0));
    this.deck = new AbortController();
    addEventListener("message", ({source, data}) => {
      if (self !== top && source === parent) this.told(data);
    }, {signal: this.deck.signal});
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
    this.exercise?.lay(this.cells, drawn.fields);
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
    const stage = this.part$(".stage");  /* an SVG that listens for focus would be a tab stop */
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
    else if (KEYS[event.key]) this.act(KEYS[event.key], event);
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

  /* The number of the step that a frame shows, -1 before the first; of the last that there is. */
  number(frame) { return this.data.numbers?.[frame] ?? frame; }

  get lastNumber() { return (this.data.count ?? this.last + 1) - 1; }

  /* Where the picture goes on, its stage fades, and says that it scrolls. */
  edges() {
    const stage = this.part$(".stage"), {scrollLeft, scrollWidth, clientWidth} = stage;
    stage.classList.toggle("before", scrollLeft > 1);
    stage.classList.toggle("after", scrollWidth - clientWidth - scrollLeft > 1);
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
