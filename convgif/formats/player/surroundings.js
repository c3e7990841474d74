/* Whether what is around is light or dark: as that says, the page of an element or the one that
   frames that; or else as its reader prefers. */
class Surroundings {
  /* turned: what is told of it, now and whenever it is another. */
  constructor(element, turned) {
    this.preference = matchMedia("(prefers-color-scheme: dark)");
    this.places = [element, window.frameElement].filter(Boolean);  /* null for a frame of others */
    const listening = new AbortController(), {signal} = listening;
    let before = null;
    const look = () => {
      const isDark = this.isDark();
      if (isDark !== before) turned(before = isDark);
    };
    const observer = new MutationObserver(look);
    signal.addEventListener("abort", () => observer.disconnect());
    this.preference.addEventListener("change", look, {signal});
    for (const {ownerDocument: {documentElement, body}} of this.places) {
      for (const part of [documentElement, body]) observer.observe(part, {attributes: true});
    }
    this.leave = () => listening.abort();
    look();
  }

  isDark() {
    for (const place of this.places) {
      const around = place.closest(`${LIGHT},${DARK}`), schemes = getComputedStyle(place).colorScheme.split(" ");
      if (around) return around.matches(DARK);
      if (schemes.includes("light") !== schemes.includes("dark")) return schemes.includes("dark");
    }
    return this.preference.matches;
  }
}
