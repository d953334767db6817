// A group or a role of a person: because of what, since which run, and what takes it away.
import {to} from "../app/router.js";
import {t} from "../app/texts.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";

/** @param {{cluster: string, since: {operation_id: string, at: string} | undefined}} props */
export function Since({cluster, since}) {
  return since
    ? html`<a href=${to(`/clusters/${encodeURIComponent(cluster)}/runs/${since.operation_id}`)}><${Time} at=${since.at} /></a>`
    : html`<span class="dim">${t("person.notKept")}</span>`;
}

/** @param {{cluster: string, holding: import("../api/types.js").Holding}} props */
export function Holding({cluster, holding}) {
  return html`<tr class=${holding.is_present ? "" : "refuses"}>
    <td class="object"><strong>${holding.name}</strong>${!holding.is_present && html` <small class="bad">${t("person.missing")}</small>`}</td>
    <td>${holding.because.map(({policy, group}) => html`<div>${policy} → ${group}${group !== holding.name && html` → ${holding.name}`}</div>`)}</td>
    <td>${holding.is_present && html`<${Since} cluster=${cluster} since=${holding.since} />`}</td>
    <td>${holding.goes_if.map((way) => html`<div>${way}</div>`)}</td>
  </tr>`;
}

/** @param {{cluster: string, title: string, holdings: import("../api/types.js").Holding[]}} props */
export function Holdings({cluster, title, holdings}) {
  if (holdings.length === 0) return null;
  return html`<h3>${title}</h3><div class="wide" tabindex="0" role="group" aria-label=${title}><table>
    <thead><tr><th scope="col">${title}</th><th scope="col">${t("rows.because")}</th><th scope="col">${t("person.since")}</th>
      <th scope="col">${t("person.goesIf")}</th></tr></thead>
    <tbody>${holdings.map((holding) => html`<${Holding} key=${holding.name} cluster=${cluster} holding=${holding} />`)}</tbody></table></div>`;
}
