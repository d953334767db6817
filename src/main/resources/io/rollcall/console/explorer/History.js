// What was sent before; a click fills the form in again.
import {html} from "../ui/html.js";
import {Time} from "../ui/Time.js";
import {t} from "../app/texts.js";
import {history} from "./sent.js";

/** @param {{choose: (sent: import("./sent.js").Sent) => void}} props */
export function History({choose}) {
  if (history.value.length === 0) return html`<p class="dim">${t("history.none")}</p>`;
  return html`<ol class="history">${history.value.map((/** @type {import("./sent.js").Sent} */ sent) => html`<li>
    <button type="button" class="link" onClick=${() => choose(sent)}><span class=${"method " + sent.method}>${sent.method}</span> ${sent.operation}</button>
    <strong class=${sent.status < 400 ? "ok" : "bad"}>${sent.status}</strong> <${Time} at=${sent.at} />
  </li>`)}</ol>`;
}
