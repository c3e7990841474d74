// What there is to take along.

function snippet([title, code, notes = []]) {
  const part = copyOf("snippet");
  const called = data.titles[title] ?? title;
  part.querySelector("h3").textContent = called;
  const button = part.querySelector("button");
  button.textContent = data.words.copy;
  button.setAttribute("aria-label", say("copyOf", {title: called}));
  button.hidden = part.querySelector("pre").hidden = !code;
  part.querySelector("pre").setAttribute("aria-label", called);
  part.querySelector("code").textContent = code;
  part.querySelector("p").textContent = notes.map((note) => data.notes[note] ?? note).join(" ");
  button.addEventListener("click", () => copy(button, part.querySelector("code")));
  return part;
}

// What an address cannot hold, "" where it holds all.
const withoutPicture = () => (pictureOf(question) && say("pictureNotIn", {name: pictureOf(question)}));

const frame = snippet(["iframe", " "]);

function writeFrame() {
  const address = `${location.href.split("#")[0]}${addressOf()}`;
  const shownIn = document.createElement("iframe");
  Object.assign(shownIn, {title: data.now?.alt ?? "", width: "100%", height: "900", loading: "lazy"});
  shownIn.setAttribute("src", address);
  frame.querySelector("code").textContent = shownIn.outerHTML;
  frame.querySelector("p").textContent = withoutPicture();
}

async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = data.words.copied;
  } catch { // not allowed here: leave it selected, to be copied by hand
    getSelection().selectAllChildren(code);
    button.textContent = data.words.selected;
  }
  setTimeout(() => { button.textContent = data.words.copy; }, 2000);
}

function download(blob, suffix) {
  const link = document.createElement("a");
  Object.assign(link, {href: URL.createObjectURL(blob), download: `${shown}${suffix}`});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const picture = async () => new Blob([(other ?? await load(shown)).svg], {type: "image/svg+xml"});

async function stillOf(blob) {
  const [, still] = (await blob.text()).match(/<svg [^>]*?id="([^"]*-still)"/);
  const image = new Image();
  const address = URL.createObjectURL(blob);
  image.src = `${address}#${still}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, {width: 2 * image.naturalWidth, height: 2 * image.naturalHeight});
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
