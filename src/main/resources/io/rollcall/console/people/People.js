// Who is in a cluster, who may be, and why not.
import {clusterPath, query, read} from "../api/client.js";
import {to} from "../app/router.js";
import {t} from "../app/texts.js";
import {ClusterChoice, clusterOf} from "../ui/ClusterChoice.js";
import {Filter} from "../ui/Filter.js";
import {Pages} from "../ui/Pages.js";
import {Problem} from "../ui/Problem.js";
import {Search} from "../ui/Search.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {useTitle} from "../ui/useTitle.js";

const PAGE = 100;

/** @param {{search: URLSearchParams}} props */
export function People({search}) {
  useTitle(t("nav.people"));
  const cluster = clusterOf(search);
  const asked = {name: search.get("name") ?? "", is_eligible: search.get("is_eligible") ?? "", marker: search.get("marker") ?? ""};
  const {data, error} = useLoad(
    async (signal) => cluster ? read(`${clusterPath(cluster)}/iam-sync/users`, query({...asked, limit: PAGE}), signal) : undefined,
    [cluster, ...Object.values(asked)]);
  /** @type {import("../api/types.js").UserRow[]} */
  const rows = data?.users ?? [];
  return html`<section class="page">
    <h1>${t("nav.people")}</h1>
    <div class="row"><${ClusterChoice} chosen=${cluster} /><${Search} label=${t("people.search")} parameter="name" value=${asked.name} /></div>
    <${Filter} label=${t("people.byEligibility")} parameter="is_eligible" chosen=${asked.is_eligible}
      options=${[{value: "true", label: t("people.eligible")}, {value: "false", label: t("people.notEligible")}]} />
    <${Problem} error=${error} />
    ${data && rows.length === 0 && html`<p class="dim">${t("rows.none")}</p>`}
    ${rows.length > 0 && html`<div class="wide" tabindex="0" role="group" aria-label=${t("nav.people")}><table>
      <thead><tr><th scope="col">${t("kind.user")}</th><th scope="col">${t("people.eligible")}</th>
        <th scope="col">${t("people.present")}</th><th scope="col">${t("people.whyNot")}</th></tr></thead>
      <tbody>${rows.map((user) => html`<tr key=${user.user_id}>
        <td><a href=${to("/people/" + encodeURIComponent(user.user_name))}>${user.user_name}</a> <small class="nowrap">${user.user_id}</small></td>
        <td>${t(user.is_eligible ? "yes" : "no")}</td><td>${t(user.is_present ? "yes" : "no")}</td><td>${user.reason}</td></tr>`)}</tbody>
    </table></div>`}
    <${Pages} marker=${asked.marker} next=${data?.next_marker} />
    <${ShowAsCode} operation="ListSyncUsers" values=${{"path.cluster_id": cluster, "query.name": asked.name, "query.is_eligible": asked.is_eligible}} />
  </section>`;
}
