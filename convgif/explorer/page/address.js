// The address.

let addressTimer = null;
let stepWanted = null; // by the address, until what it asks for is shown
const ASKED = ["ask", "with", "input", "weight"]; // of any other setting
const KNOWN = ["layer", "step", ...ASKED]; // beside axes

// Whether the address asks for what is not drawn yet.
const isAwaited = () => question !== null && other === null;

// The picture among the numbers of any other setting, by its name: it is in no address.
const pictureOf = (asked) => (/\.(png|jpe?g|gif)$/i.test(asked?.input ?? "") ? asked.input : "");

function addressOf() {
  const values = new URLSearchParams(question ?? settingsAt());
  const step = isAwaited() ? stepWanted : stoppedAt();
  if (step !== null) values.set("step", step);
  return `#${values}`;
}

// Where the sliders are.
function settingsAt() {
  const usual = usualPlace(layer);
  const axes = layer.axes.map(({key, values}, axis) => [key, values[at[axis]], values[usual[axis]]]);
  return [["layer", layer.name], ...axes.filter(([, ...said]) => said.join("") !== "").map(([key, value]) => [key, value])];
}

// The step at which the player stands, null where it plays.
function stoppedAt() {
  const player = id("picture").querySelector("convgif-player");
  return player?.playing === false && player.step >= 0 ? player.step : null;
}

function keepAddress() {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    if (location.hash !== addressOf()) history.replaceState(null, "", addressOf());
    writeFrame();
  }, ADDRESS_MS);
}

function followAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const known = layers.find(({called}) => called.includes(fold(asked.get("layer") ?? "")));
  const of = known ?? layers[0];
  const strange = asked.has("layer") && !known ? [`layer ${asked.get("layer")}`] : [];
  const settings = {};
  for (const [key, value] of asked) {
    const axis = of.axes.find(({called}) => called.includes(fold(key)));
    if (axis) settings[axis.name] = value;
    else if (!KNOWN.includes(key) || (ASKED.includes(key) && !id("other"))) strange.push(`${key} ${value}`);
  }
  const found = placeFor(of, settings);
  buildControls(of);
  formulaBefore = []; // nothing changed: it is another place
  const place = nearest(of, found.wanted, null, found.asked);
  const what = [...strange, ...found.strange].map((text) => text.slice(0, LONGEST_SAID)).join(", ");
  const changes = changesOf(found.wanted, place);
  const number = asked.get("step");
  const step = /^\d{1,6}$/.test(number ?? "") ? Number(number) : null;
  const said = [what && say("strange", {what}), changes && say("moved", {changes})].filter(Boolean).join(" ");
  const ask = id("other") && asked.has("ask") ? questionOf(asked) : null;
  take(place, said, {asked: ask, step});
  if (ask) fillQuestion(ask);
}
