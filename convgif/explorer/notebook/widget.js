/* The widget: draws the sliders that the kernel tells of, and tells it what is wished for. The player's
   script stands before this one, in the same module. */

function make(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

function slider(axis, wish) {
  const part = make("label", "convgif-axis"), title = make("span", "", axis.label);
  if (axis.key) title.append(" ", make("b", "", axis.key));
  const output = make("output", "", axis.labels[axis.at]);
  const input = Object.assign(document.createElement("input"), {type: "range", min: 0, max: axis.labels.length - 1});
  const step = (by) => {
    let to = Number(input.value) + by;
    while (axis.refusals[to]) to += by;
    wish(axis.refusals[to] === undefined ? Number(input.value) + by : to);
  };
  input.addEventListener("input", () => { output.textContent = axis.labels[input.value]; wish(Number(input.value)); });
  input.addEventListener("keydown", (event) => {
    const by = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1}[event.key];
    if (!by) return;
    event.preventDefault();
    if (axis.labels[axis.at + by] !== undefined) step(by);
  });
  part.append(title, output, input);
  part.update = (now) => {
    axis = now;
    input.max = now.labels.length - 1;
    input.value = now.at;
    input.setAttribute("aria-label", now.label);
    input.setAttribute("aria-valuetext", now.labels[now.at]);
    output.textContent = now.labels[now.at];
  };
  return part;
}

function list(axis, wish) {
  const part = make("label", "convgif-axis"), select = document.createElement("select");
  select.setAttribute("aria-label", axis.label);
  select.addEventListener("change", () => wish(Number(select.value)));
  part.append(make("span", "", axis.label), select);
  part.update = (now) => {
    select.replaceChildren(...now.labels.map((label, value) => Object.assign(new Option(label, value), {disabled: Boolean(now.refusals[value])})));
    select.value = now.at;
  };
  return part;
}

function render({model, el}) {
  const axes = make("div", "convgif-axes"), place = make("div", "convgif-shown");
  const said = Object.assign(make("p", "convgif-said"), {role: "status"});
  let shown = "", turn = 0;
  el.classList.add("convgif-explorer");
  el.append(axes, said, place);
  const wish = (name) => (value) => {
    model.set("wish", [name, value, turn += 1]);
    model.save_changes();
  };
  const drawAxes = () => {
    const told = model.get("axes"), names = told.map(({name, numbers}) => `${name}${numbers}`).join();
    if (names !== shown) axes.replaceChildren(...told.map((axis) => (axis.numbers ? slider : list)(axis, wish(axis.name))));
    shown = names;
    told.forEach((axis, number) => axes.children[number].update(axis));
  };
  const drawPlayer = () => {
    const before = place.querySelector("convgif-player");
    place.innerHTML = model.get("markup");
    const now = place.querySelector("convgif-player");
    if (before?.playing === false && before.step >= 0) now.go(Math.min(before.step, now.last));
  };
  const write = () => { said.textContent = model.get("said"); };
  const heard = {"change:axes": drawAxes, "change:markup": drawPlayer, "change:said": write};
  for (const [change, draw] of Object.entries(heard)) model.on(change, draw);
  el.addEventListener("keydown", (event) => event.stopPropagation()); /* they are no shortcuts of the notebook */
  drawAxes();
  drawPlayer();
  write();
  return () => { for (const [change, draw] of Object.entries(heard)) model.off(change, draw); };
}

export default {render};
