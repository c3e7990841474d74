// The controls.

function buildControls(of) {
  if (layer !== of) formulaBefore = []; // what changed is said of one layer
  layer = of;
  id("layer").value = layers.indexOf(of);
  id("axes").replaceChildren(...of.axes.map((axis, number) => (axis.numbers ? slider : select)(axis, number)));
}

function named(part, {label, key, name}, number) {
  const input = part.querySelector("input, select");
  input.id = `explorer-axis-${number}`;
  input.name = name;
  const title = part.querySelector("label");
  title.htmlFor = input.id;
  title.textContent = label;
  if (key !== name) {
    const letter = document.createElement("b");
    letter.textContent = key;
    title.append(" ", letter);
  }
  return input;
}

const KEYS = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1};

function slider(axis, number) {
  const part = copyOf("slider");
  const input = named(part, axis, number);
  input.max = axis.values.length - 1;
  input.addEventListener("input", () => choose(number, Number(input.value)));
  input.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(number, KEYS[event.key]);
  });
  part.querySelector(".ticks").append(...axis.labels.map((label, value) => {
    const tick = document.createElement("span");
    tick.append(Object.assign(document.createElement("i"), {textContent: label}));
    tick.addEventListener("click", () => choose(number, value));
    return tick;
  }));
  return part;
}

function select(axis, number) {
  const part = copyOf("select");
  const input = named(part, axis, number);
  input.append(...axis.labels.map((label, value) => new Option(label, value)));
  input.addEventListener("change", () => choose(number, Number(input.value)));
  return part;
}

function writeControls() {
  [...id("axes").children].forEach((part, axis) => {
    const {labels, label} = layer.axes[axis];
    const input = part.querySelector("input, select");
    input.value = at[axis];
    if (!layer.axes[axis].numbers) return;
    part.querySelector("output").textContent = labels[at[axis]];
    input.setAttribute("aria-valuetext", `${label} ${labels[at[axis]]}`);
    [...part.querySelector(".ticks").children].forEach((tick, value) => {
      const found = outcome(layer, withValue(axis, value));
      tick.classList.toggle("impossible", !isMade(found));
      tick.classList.toggle("chosen", value === at[axis]);
      tick.title = isMade(found) ? "" : reason(found) ?? "";
    });
  });
}
