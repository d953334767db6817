// A sentence of the description, with its `code` and *emphasis*.
import {html} from "./html.js";

/** @param {{text: string}} props */
export function Prose({text}) {
  return text.split(/(`[^`]+`|\*[^*]+\*)/).map((part) =>
    part.startsWith("`") && part.length > 1 ? html`<code>${part.slice(1, -1)}</code>`
      : part.startsWith("*") && part.length > 1 ? html`<em>${part.slice(1, -1)}</em>` : part);
}
