// What cannot be done, by which rule, and which ways out there are.
import {t, word} from "../app/texts.js";
import {html} from "../ui/html.js";
import {waysOf} from "./ways.js";

/** @param {{way: import("./ways.js").Way}} props */
const Way = ({way}) => html`<li>${way.text}${way.code && html` <code>${way.code}</code>`}${way.touches && html`<br /><small>${t("touches")} ${way.touches}</small>`}</li>`;

/** @param {{refusals: {kind: string, name: string, reason: string}[], count: number}} props */
export function Refusals({refusals, count}) {
  if (refusals.length === 0) return null;
  return html`<section aria-labelledby="refusals"><h2 id="refusals">${t("refusals", {count})}</h2>
    <div class="wide" tabindex="0" role="group" aria-label=${t("refusals", {count})}><table>
      <thead><tr><th scope="col">${t("rows.object")}</th><th scope="col">${t("refusal.rule")}</th><th scope="col">${t("refusal.way")}</th></tr></thead>
      <tbody>${refusals.map((refusal) => html`<tr class="refuses"><td class="object"><span class="sign" aria-hidden="true">!</span> ${word("kind", refusal.kind)} <strong>${refusal.name}</strong></td>
          <td>${refusal.reason}</td><td><ol class="ways-out">${waysOf(refusal, refusals, refusals.length >= count).map((way) => html`<${Way} key=${way.text} way=${way} />`)}</ol></td></tr>`)}</tbody>
    </table></div></section>`;
}
