// A state as a word, a mark and a colour; never a colour alone.
import {word} from "../app/texts.js";
import {html} from "./html.js";

/** @type {Record<string, [string, string]>} */
const LOOKS = {
  in_sync: ["✓", "ok"],
  differs: ["≠", "warn"],
  unknown: ["?", "quiet"],
  queued: ["…", "quiet"],
  running: ["▶", "busy"],
  held: ["‖", "warn"],
  completed: ["✓", "ok"],
  completed_with_errors: ["!", "warn"],
  failed: ["✕", "bad"],
  cancelled: ["■", "quiet"],
  superseded: ["»", "quiet"],
  up: ["✓", "ok"],
  down: ["✕", "bad"],
};

/** @param {{group: string, value: string}} props */
export function Badge({group, value}) {
  const [mark, look] = LOOKS[value] ?? ["", "quiet"];
  return html`<span class=${"badge " + look}><span aria-hidden="true">${mark}</span> ${word(group, value)}</span>`;
}
