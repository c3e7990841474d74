// The start.

function begin() {
  id("layer").append(...layers.map(({label}, number) => new Option(label, number)));
  id("layer").addEventListener("change", () => chooseLayer(layers[Number(id("layer").value)]));
  id("controls").addEventListener("submit", (event) => event.preventDefault());
  id("svg").addEventListener("click", async () => download(await picture(), ".svg"));
  id("png").addEventListener("click", async () => download(await stillOf(await picture()), ".png"));
  id("link").addEventListener("click", async () => {
    history.replaceState(null, "", addressOf());
    await navigator.clipboard.writeText(location.href).catch(() => {});
    id("said").textContent = [data.words.addressCopied, withoutPicture()].filter(Boolean).join(". ");
  });
  id("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address is the setting's
    id("picture").focus();
  });
  for (const link of document.querySelectorAll("nav a")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }
  for (const kind of ["click", "input", "keyup"]) id("picture").addEventListener(kind, keepAddress);
  shown = files[layers[0].made[start]];
  buildControls(layers[0]);
  at = placeOf(layer, start);
  writeTold(data.first);
  if (isFromDisk) return showAlone();
  addEventListener("hashchange", followAddress);
  if (location.hash.length > 1) return followAddress();
  if (first !== start) return take(placeOf(layer, first));
  writeControls();
  return loadNeighbours();
}

// From a disk there is only the setting that the page came with.
function showAlone() {
  for (const part of ["choices", "load"]) if (id(part)) id(part).disabled = true;
  writeControls();
  id("said").textContent = data.words.disk;
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
