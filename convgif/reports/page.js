// Pauses pictures by the address of their still, and copies texts. Without it all is there to read.

const words = JSON.parse(document.getElementById("page-words").textContent);
const said = document.getElementById("page-said");
const sources = [...document.querySelectorAll("[data-still]")].map((part) => {
  const attribute = part.tagName === "SOURCE" ? "srcset" : "src";
  return { part, attribute, moving: part.getAttribute(attribute), still: part.dataset.still };
});

const pause = document.getElementById("page-pause");
let playing = true;
let stops = 0; // a browser goes on with a picture that it holds: each stop has a query of its own
pause.hidden = !sources.length;
pause.addEventListener("click", () => {
  playing = !playing;
  if (!playing) stops += 1;
  pause.textContent = playing ? words.pause : words.play;
  for (const { part, attribute, moving, still } of sources) {
    part.setAttribute(attribute, playing ? moving : still.replace("#", `?${stops}#`));
  }
});

for (const box of document.querySelectorAll(".copy")) {
  const button = document.createElement("button");
  const code = box.querySelector("code");
  const title = box.querySelector(".label").textContent;
  button.type = "button";
  button.textContent = words.copy;
  button.setAttribute("aria-label", `${words.copy}: ${title}`);
  box.querySelector(".label").after(button);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = words.copied;
    } catch { // not allowed here: leave it selected, to be copied by hand
      getSelection().selectAllChildren(code);
      button.textContent = words.selected;
    }
    said.textContent = `${title}: ${button.textContent}`;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
}
