// Choosing.

// asked: of any other setting, by the address; step: at which that has the player stand.
function take(place, said = "", {asked = null, step: stop = null} = {}) {
  [at, question, stepWanted] = [place, asked, stop];
  wishes = {...wishes, ...Object.fromEntries(layer.axes.map(({name, values}, axis) => [name, values[at[axis]]]))};
  id("said").textContent = said;
  writeControls();
  show();
  keepAddress();
}

function nameOf(axis, value) {
  return {name: layer.axes[axis].label, value: layer.axes[axis].labels[value]};
}

function refused(axis, value, taken) {
  const found = outcome(layer, withValue(axis, value));
  return say(found === null ? "absent" : "impossible", {
    ...nameOf(axis, value), reason: reason(found), taken: layer.axes[axis].labels[taken]});
}

function choose(axis, value) {
  const wanted = withValue(axis, value);
  if (isMade(outcome(layer, wanted))) return take(wanted);
  if (!layer.axes[axis].numbers) {
    const place = nearest(layer, wanted, axis);
    return take(place, say("moved", {changes: changesOf(wanted, place)}));
  }
  const taken = nearestOn(axis, value, Math.sign(value - at[axis]) || 1);
  return take(withValue(axis, taken), refused(axis, value, taken));
}

// One on: what is impossible is stepped over, and said.
function step(axis, by) {
  const {values, label} = layer.axes[axis];
  for (let value = at[axis] + by; values[value] !== undefined; value += by) {
    if (!isMade(outcome(layer, withValue(axis, value)))) continue;
    const passed = at[axis] + by;
    return take(withValue(axis, value), value === passed ? "" : refused(axis, passed, value));
  }
  const next = at[axis] + by;
  const said = values[next] === undefined ? say("end", {name: label}) : refused(axis, next, at[axis]);
  if (other) return take(at, said); // back to the picture of the sliders
  id("said").textContent = said;
  return writeControls();
}

function changesOf(wanted, place) {
  return layer.axes.map((axis, number) => (wanted[number] === place[number] ? "" : `${axis.label} ${axis.labels[place[number]]}`))
    .filter(Boolean).join(", ");
}

// The number of that value, however it is spelled; of one that is left out it may be what that is.
function sameOn({values, labels}, value) {
  const same = values.indexOf(value);
  if (same >= 0) return same;
  if (sizeOf(value)) return values.findIndex((each) => apart(each, value) === 0);
  const found = values.findIndex((each) => fold(each) === fold(value));
  return found >= 0 ? found : labels.findIndex((each) => fold(each) === fold(value));
}

// Settings by name, of the address or of another layer: the place, and what of them there is not.
function placeFor(of, settings) {
  const strange = [];
  const wanted = of.axes.map((axis) => {
    const value = settings[axis.name];
    if (value === undefined) return null;
    const same = sameOn(axis, value);
    if (same >= 0) return same;
    strange.push(`${axis.name} ${value}`);
    const far = axis.values.map((each) => apart(each, value) ?? Infinity);
    const least = Math.min(...far);
    return least === Infinity ? null : far.indexOf(least);
  });
  const usual = usualPlace(of);
  return {wanted: wanted.map((value, axis) => value ?? usual[axis]), asked: [...wanted.keys()].filter((axis) => wanted[axis] !== null), strange};
}

function chooseLayer(of) {
  const {wanted} = placeFor(of, wishes);
  buildControls(of);
  const place = nearest(of, wanted);
  const changes = changesOf(wanted, place);
  take(place, changes && say("moved", {changes}));
}
