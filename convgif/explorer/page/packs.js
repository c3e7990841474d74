// Packs: loaded when they are asked for, the neighbours of what is shown before.

const packs = new Map();

function load(file) {
  const known = packs.get(file) ?? unpacked(file).catch((error) => {
    packs.delete(file);
    throw error;
  });
  packs.delete(file); // so that the latest is the last
  packs.set(file, known);
  if (packs.size > MOST_PACKS) packs.delete(packs.keys().next().value);
  return known;
}

async function unpacked(file) {
  const stream = new Blob([await packOf(file)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const [svg, player, told] = (await new Response(stream).text()).split("\0");
  return {svg, player, told: JSON.parse(told)};
}

async function packOf(file) {
  if (!data.packs) return Uint8Array.from(atob(document.getElementById(`pack-${file}`).textContent), (letter) => letter.charCodeAt(0));
  const answer = await fetch(`${data.packs}${file}${data.suffix}`);
  if (!answer.ok) throw new Error(`${answer.status} ${file}${data.suffix}`);
  return answer.arrayBuffer();
}

function loadNeighbours() {
  if (isFromDisk) return;
  const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 50));
  const around = layer.axes.flatMap((axis, number) => [-1, 1].map((by) => {
    const value = at[number] + by;
    return axis.values[value] === undefined ? null : outcome(layer, withValue(number, value));
  })).filter(isMade);
  idle(() => around.forEach((number) => load(files[number]).catch(() => {})));
}
