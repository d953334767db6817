// What cannot be done, by which rule, and which ways out there are.
import {t, word} from "../app/texts.js";
import {html} from "../ui/html.js";

/** @param {{name: string, reason: string}} refusal */
function way({name, reason}) {
  if (/belongs to the Manager|operating system/.test(reason)) return t("refusal.reserved", {name});
  if (/letter case or blanks/.test(reason)) return t("refusal.twin");
  const length = /has (\d+) to (\d+) characters, this one has (\d+)/.exec(reason);
  if (length) {
    const [, least, , found] = length.map(Number);
    const setting = reason.includes("group name") ? "longest_group" : found < least ? "shortest_user" : "longest_user";
    return html`${t("refusal.length", {name})} <code>names: {${setting}: ${found}}</code>. ${t("refusal.everybody")}`;
  }
  return /holds only|cannot begin/.test(reason) ? t("refusal.rename", {name}) : null;
}

/** @param {{refusals: {kind: string, name: string, reason: string}[], count: number}} props */
export function Refusals({refusals, count}) {
  if (refusals.length === 0) return null;
  return html`<section aria-labelledby="refusals"><h2 id="refusals">${t("refusals", {count})}</h2>
    <div class="wide" tabindex="0" role="group" aria-label=${t("refusals", {count})}><table>
      <thead><tr><th scope="col">${t("rows.object")}</th><th scope="col">${t("refusal.rule")}</th><th scope="col">${t("refusal.way")}</th></tr></thead>
      <tbody>${refusals.map((refusal) => html`<tr class="refuses"><td class="object"><span class="sign" aria-hidden="true">!</span> ${word("kind", refusal.kind)} <strong>${refusal.name}</strong></td>
          <td>${refusal.reason}</td><td>${way(refusal)}</td></tr>`)}</tbody>
    </table></div></section>`;
}
