// The address.

let addressTimer = null;
const KNOWN = ["layer", "step", "ask", "with"]; // beside axes; the last two are of any other setting

function addressOf() {
  if (other?.asked) return `#${new URLSearchParams(other.asked)}`;
  const values = new URLSearchParams({layer: layer.name});
  const usual = usualPlace(layer);
  layer.axes.forEach(({key, values: own}, axis) => {
    if (own[at[axis]] !== "" || own[usual[axis]] !== "") values.set(key, own[at[axis]]);
  });
  const player = id("picture").querySelector("convgif-player");
  if (player?.playing === false && player.step >= 0) values.set("step", player.step);
  return `#${values}`;
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
  const of = layers.find(({name}) => name.toLowerCase() === asked.get("layer")?.toLowerCase()) ?? layers[0];
  const strange = asked.has("layer") && of.name.toLowerCase() !== asked.get("layer").toLowerCase() ? [`layer ${asked.get("layer")}`] : [];
  const settings = {};
  for (const [key, value] of asked) {
    const axis = of.axes.find((each) => each.key === key || each.name === key);
    if (axis) settings[axis.name] = value;
    else if (!KNOWN.includes(key)) strange.push(`${key} ${value}`);
  }
  const found = placeFor(of, settings);
  buildControls(of);
  formulaBefore = []; // nothing changed: it is another place
  const place = nearest(of, found.wanted, null, found.asked);
  const what = [...strange, ...found.strange].map((text) => text.slice(0, LONGEST_SAID)).join(", ");
  const changes = changesOf(found.wanted, place);
  const number = asked.get("step");
  stepWanted = /^\d{1,6}$/.test(number ?? "") ? Number(number) : null;
  if (asked.has("ask")) window.fillQuestion?.(asked.get("ask"), asked.get("with") ?? "");
  take(place, [what && say("strange", {what}), changes && say("moved", {changes})].filter(Boolean).join(" "));
}

let stepWanted = null;
