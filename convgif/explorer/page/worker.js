"use strict";

// Runs convgif by Pyodide: loads it once, and then answers what the page asks.

let python = null;
let answer = null;
const HOME = "/home/pyodide";
const PACKAGES = {zh: ["numpy", "fonttools"]}; // glyphs that not every reader has come from a font
const DROPPED = /\.(png|jpe?g|gif)$/i;

const tasks = {
  async load(base, archive, isAddress, language) {
    importScripts(`${base}pyodide.js`);
    python = await loadPyodide({indexURL: base});
    await python.loadPackage(PACKAGES[language] ?? ["numpy"], {messageCallback: () => {}});
    const packed = isAddress ? await (await fetch(archive)).arrayBuffer()
      : Uint8Array.from(atob(archive), (letter) => letter.charCodeAt(0)).buffer;
    python.unpackArchive(packed, "zip", {extractDir: HOME});
    answer = python.pyimport("convgif.explorer.anywhere").answer;
    return {};
  },
  answer: (asked) => JSON.parse(answer(asked, HOME)),
  async image(bytes, name) {
    await python.loadPackage("pillow", {messageCallback: () => {}});
    const path = `${HOME}/dropped${DROPPED.exec(name)?.[0].toLowerCase() ?? ".png"}`;
    python.FS.writeFile(path, new Uint8Array(bytes));
    return {path};
  },
};

addEventListener("message", async ({data: [number, asked, ...rest]}) => {
  try {
    postMessage([number, await tasks[asked](...rest)]);
  } catch (error) {
    postMessage([number, {error: String(error.message ?? error).trim().split("\n").pop()}]);
  }
});
