/* The player: shows the steps in the page, and says of each cell what the data says. */
(() => {
"use strict";
if (customElements.get("convgif-player")) return;
const STYLE = {{style}}, CONTROLS = {{controls}}, LIGHT = {{light}}, DARK = {{dark}};
{{account}}
{{cells}}
{{panel}}
{{surroundings}}
{{exercise}}
{{player}}
customElements.define("convgif-player", Player);
})();
