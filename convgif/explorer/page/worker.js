"use strict";

// Runs convgif by Pyodide: loads it once, and then answers what the page asks.

let python = null;
let answer = null;
const HOME = "/home/pyodide";
const PACKAGES = {zh: ["numpy", "fonttools"]}; // glyphs that not every reader has come from a font
const DROPPED = /\.(png|jpe?g|gif)$/i;

async function bytesAt(address) {
  const found = await fetch(address);
  if (!found.ok) throw new Error(`${found.status} ${address}`);
  return found.arrayBuffer();
}

// convgif itself: an archive, in the page or at an address, or the list there of files that lie apart.
// What comes is a function that puts it into Python.
async function programOf({held, address}) {
  if (!address?.endsWith(".json")) {
    const packed = held ? Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0)).buffer : await bytesAt(address);
    return () => python.unpackArchive(packed, "zip", {extractDir: HOME});
  }
  const {folder, files} = JSON.parse(new TextDecoder().decode(await bytesAt(address)));
  const found = await Promise.all(files.map(async (name) => [`${HOME}/${name}`, await bytesAt(new URL(folder + name, address))]));
  return () => found.forEach(([path, bytes]) => {
    python.FS.mkdirTree(path.replace(/\/[^/]*$/, ""));
    python.FS.writeFile(path, new Uint8Array(bytes));
  });
}

async function start(base, language) {
  importScripts(`${base}pyodide.js`);
  python = await loadPyodide({indexURL: base});
  await python.loadPackage(PACKAGES[language] ?? ["numpy"], {messageCallback: () => {}});
}

const tasks = {
  async load(base, program, language) {
    const [put] = await Promise.all([programOf(program), start(base, language)]);
    put();
    answer = python.pyimport("convgif.explorer.anywhere").answer;
    return {};
  },
  answer: (asked) => JSON.parse(answer(asked)),
  // A picture by its own name, as the command that is copied has to call it.
  async image(bytes, name) {
    await python.loadPackage("pillow", {messageCallback: () => {}});
    const called = `${name.replace(/[/\\|]/g, "-")}${DROPPED.test(name) ? "" : ".png"}`;
    python.FS.writeFile(`${HOME}/${called}`, new Uint8Array(bytes)); // where Python runs
    return {called};
  },
};

addEventListener("message", async ({data: [number, asked, ...rest]}) => {
  try {
    postMessage([number, await tasks[asked](...rest)]);
  } catch (error) {
    postMessage([number, {error: String(error.message ?? error).trim().split("\n").pop()}]);
  }
});
