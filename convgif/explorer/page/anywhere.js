// Any other setting: convgif itself, in a worker, when it is asked for. What it draws is put where the
// settings of the page are; numbers that are typed over, and a picture, take the place of drawn ones.

const LONGEST_ASKED = 20_000;
const MOST_FILE_BYTES = 50e6; // of a picture that is dropped in
const NUMBERS = ["input", "weight"];
const language = document.documentElement.lang;
let worker = null;
let numbers = {}; // as the command line takes them, a picture by its name
const dropped = new Map(); // each picture's name, by what it is called beside convgif

function begins() {
  const text = id("worker").textContent;
  const made = new Worker(URL.createObjectURL(new Blob([text], {type: "text/javascript"})));
  const waiting = new Map();
  let count = 0;
  made.addEventListener("message", ({data: [number, said]}) => {
    waiting.get(number)(said);
    waiting.delete(number);
  });
  made.addEventListener("error", (event) => {
    for (const answer of waiting.values()) answer({error: event.message || "?"});
    waiting.clear();
  });
  const ask = (asked, ...rest) => new Promise((answer) => {
    waiting.set(count += 1, answer);
    made.postMessage([count, asked, ...rest]);
  });
  return [ask, () => made.terminate()];
}

async function loadConvgif() {
  if (worker) return;
  id("load").disabled = true;
  id("answer").textContent = data.words.loading;
  const [ask, end] = begins();
  const {base, program} = data.anywhere;
  const [source, packed] = program ? ["address", new URL(program, document.baseURI).href] : ["held", id("archive").textContent];
  const said = await ask("load", new URL(base, document.baseURI).href, {[source]: packed}, language);
  id("answer").textContent = said.error ? say("failed", {reason: said.error}) : data.words.loaded;
  id("load").disabled = false;
  if (said.error) return end();
  worker = ask;
  id("load").hidden = true;
  id("ask").hidden = false;
  id("text").value ||= data.now.snippets.find(([title]) => title === "PyTorch")?.[1].replace(/^nn\./, "") ?? "";
  id("settings").value ||= layer.axes.filter(({name}) => name === "input_size").map((axis) => `i=${axis.values[at[layer.axes.indexOf(axis)]]}`).join(" ");
  if (question) askConvgif();
}

// What an address asks for: it is drawn when its reader has convgif loaded, and not by itself.
const questionOf = (asked) => Object.fromEntries(ASKED.filter((name) => asked.has(name)).map((name) => [name, asked.get(name).slice(0, LONGEST_ASKED)]));

function fillQuestion({ask, with: settings = "", ...rest}) {
  [id("text").value, id("settings").value, numbers] = [ask, settings, rest];
  id("answer").textContent = data.words.asked;
  if (worker) askConvgif();
}

// The line, with the picture that was dropped in by its own name.
const byItsName = (text) => (dropped.has(numbers.input) ? text.replaceAll(numbers.input, () => dropped.get(numbers.input)) : text);

// Whether it is drawn, or else why not is said.
async function askConvgif() {
  const asking = {ask: id("text").value, with: id("settings").value, ...numbers};
  const name = pictureOf(asking);
  if (name && !dropped.has(name)) {
    id("answer").textContent = say("pictureAbsent", {name});
    return false;
  }
  id("answer").textContent = data.words.drawing;
  const said = await worker("answer", JSON.stringify({layer: asking.ask, settings: asking.with, language, ...numbers}));
  id("answer").textContent = said.error ? byItsName(said.error) : "";
  if (said.error) return false;
  [question, other, shown] = [asking, {svg: said.svg}, said.told.stem];
  put(said);
  id("said").textContent = data.words.aside;
  for (const name of NUMBERS) writeNumbers(name, said[name]);
  return true;
}

function writeNumbers(name, array) {
  const place = id("numbers");
  place.querySelector(`[data-of=${name}]`)?.remove();
  if (array === null) return;
  const part = document.createElement("fieldset");
  part.dataset.of = name;
  part.append(Object.assign(document.createElement("legend"), {textContent: data.words[name]}));
  part.append(...rowsOf(array).map((cells, number) => {
    const row = document.createElement("div");
    row.append(...cells.map(([holder, index], column) => {
      const input = Object.assign(document.createElement("input"), {type: "number", step: "any", value: holder[index]});
      input.setAttribute("aria-label", `${data.words[name]} ${number}, ${column}`);
      input.addEventListener("change", () => {
        holder[index] = Number(input.value);
        numbers[name] = JSON.stringify(array);
        askConvgif();
      });
      return input;
    }));
    return row;
  }));
  place.append(part);
}

// The rows of an array of any shape, each of its numbers as what holds it and where in that.
function rowsOf(array) {
  return Array.isArray(array[0]) ? array.flatMap(rowsOf) : [array.map((_, index) => [array, index])];
}

async function takeImage(file) {
  if (!file) return;
  id("answer").textContent = data.words.reading;
  const unread = (reason) => { id("answer").textContent = say("unread", {name: file.name, reason}); };
  if (file.size > MOST_FILE_BYTES) return unread(data.words.large);
  const bytes = await file.arrayBuffer().catch((error) => unread(error.message)); // a folder, or it is gone
  if (!bytes) return;
  const said = await worker("image", bytes, file.name);
  if (said.error) return unread(said.error);
  const before = numbers;
  dropped.set(said.called, file.name);
  numbers = {...numbers, input: said.called};
  if (!await askConvgif()) numbers = before; // what is no picture is not asked for again
}

id("load").addEventListener("click", loadConvgif);
id("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  askConvgif().then(() => id("picture").scrollIntoView({block: "nearest"}));
});
id("clear").addEventListener("click", () => {
  numbers = {};
  askConvgif();
});
id("file").addEventListener("change", (event) => takeImage(event.target.files[0]));
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault()); // no file replaces the page
id("drop").addEventListener("drop", (event) => takeImage(event.dataTransfer.files[0]));
