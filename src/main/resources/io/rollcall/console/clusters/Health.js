// Whether the servers behind a cluster answer, and why one does not.
import {t, word} from "../app/texts.js";
import {Badge} from "../ui/Badge.js";
import {html} from "../ui/html.js";

/** @param {{health: Record<string, import("../api/types.js").ServerHealth>}} props */
export function Health({health}) {
  return html`<ul class="health" aria-label=${t("health")}>${["iam", "directory", "kdc"].filter((name) => health[name]).map((name) => html`<li key=${name}>
    <span>${word("server", name)}</span> <${Badge} group="health" value=${health[name].state} />
    ${health[name].reason && html` <small>${health[name].reason}</small>`}</li>`)}</ul>`;
}
