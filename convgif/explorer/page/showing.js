// The picture and what is beside it.

async function show() {
  const file = files[outcome(layer, at)];
  if (file === shown && !other) {
    standAt(isAwaited() ? null : stepWanted);
    return writeSize(data.now);
  }
  shown = file;
  other = null;
  try {
    const pack = await load(file);
    if (shown === file) put(pack);
  } catch (error) {
    if (shown === file) id("said").textContent = say("failed", {reason: error.message});
  }
}

function put({player, told}) {
  const place = id("picture");
  const before = stoppedAt();
  id("choices").classList.toggle("aside", other !== null);
  place.innerHTML = player;
  standAt(isAwaited() ? before : stepWanted ?? before);
  writeTold(told);
  loadNeighbours();
  keepAddress();
}

// The player stands at the step, if it has to: what the address asks for is met then.
function standAt(step) {
  const player = id("picture").querySelector("convgif-player");
  if (step !== null) player.go(Math.min(step, player.last));
  if (!isAwaited()) stepWanted = null;
}

function writeTold(told) {
  data.now = told;
  writeSize(told);
  id("snippets").replaceChildren(...told.snippets.map(snippet), frame);
  writeFrame();
}

function writeSize({shapes, formula}) {
  id("shapes").textContent = say("now", {layer: other ? data.words.other : layer.label,
    shapes: shapes.map(([input, output]) => say("arrow", {input, output})).join(" | ")});
  id("formula").replaceChildren(...formula.map((line, number) => {
    const part = document.createElement("span");
    part.append(...changed(formulaBefore[number] ?? line, line));
    return part;
  }));
  formulaBefore = formula;
}

// The line, with what is not in the one before marked: all but what both have in the same order.
function changed(before, line) {
  const [old, now] = [before, line].map((text) => text.match(/[\d.]+|\p{L}+|\s+|./gu) ?? []);
  const common = [...Array(old.length + 1)].map(() => Array(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i][j] = old[i] === now[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const runs = []; // of what stayed, and of what is new
  const add = (isNew, text) => {
    if (runs.at(-1)?.isNew === isNew) runs.at(-1).text += text;
    else runs.push({isNew, text});
  };
  for (let i = 0, j = 0; j < now.length;) {
    if (old[i] === now[j]) {
      add(false, now[j]);
      [i, j] = [i + 1, j + 1];
    } else if (i < old.length && common[i + 1][j] >= common[i][j + 1]) i += 1;
    else {
      add(true, now[j]);
      j += 1;
    }
  }
  return runs.map(({isNew, text}) => (isNew ? Object.assign(document.createElement("mark"), {textContent: text}) : text));
}
