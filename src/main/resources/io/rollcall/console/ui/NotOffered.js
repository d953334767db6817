// What a page would offer to a caller with more rights, and which right it takes.
import {ACTIONS} from "../api/actions.js";
import {t} from "../app/texts.js";
import {html} from "./html.js";

/** @param {{allowed: string[], abilities: import("../api/actions.js").Ability[]}} props */
export function NotOffered({allowed, abilities}) {
  const missing = abilities.map((ability) => ACTIONS[ability]).filter((action) => !allowed.includes(action));
  if (missing.length === 0) return null;
  return html`<p class="dim not-offered">${t("notOffered")} ${missing.map((action, i) => html`${i > 0 && ", "}<code>${action}</code>`)}</p>`;
}
