// All clusters that the caller may see, and how they stand; filtered, sorted and paged by the server.
import {projectPath, query, read} from "../api/client.js";
import {ask, to} from "../app/router.js";
import {t, word} from "../app/texts.js";
import {Badge} from "../ui/Badge.js";
import {Filter} from "../ui/Filter.js";
import {Pages} from "../ui/Pages.js";
import {Problem} from "../ui/Problem.js";
import {Search} from "../ui/Search.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {useTitle} from "../ui/useTitle.js";
import {Differences} from "./Differences.js";
import {Health} from "./Health.js";

const PAGE = 50;
const STATES = ["in_sync", "differs", "unknown"];

/** @param {{label: string, column: string, search: URLSearchParams}} props */
function Sorted({label, column, search}) {
  const by = search.get("sort_key") ?? "name";
  const down = search.get("sort_dir") === "desc";
  const mine = by === column;
  return html`<th scope="col" aria-sort=${mine ? (down ? "descending" : "ascending") : undefined}>
    <button type="button" class="link" onClick=${() => ask({sort_key: column, sort_dir: mine && !down ? "desc" : undefined, marker: undefined})}>
      ${label}${mine && html` <span aria-hidden="true">${down ? "▾" : "▴"}</span>`}</button></th>`;
}

/** @param {{cluster: import("../api/types.js").ClusterRow, refusals: boolean}} props refusals: whether they are named */
function Line({cluster, refusals}) {
  const address = `/clusters/${encodeURIComponent(cluster.cluster_id)}`;
  const {differences, last_run: last} = cluster;
  return html`<tr>
    <td><a href=${to(address)}>${cluster.cluster_name || cluster.cluster_id}</a><br /><small><code>${cluster.cluster_id}</code></small></td>
    <td><${Badge} group="agreement" value=${cluster.state} />
      ${cluster.is_synchronizing && html` <small>${t("state.underWay")}</small>`}
      ${cluster.reason && html`<br /><small>${cluster.reason}</small>`}
      ${differences && differences.added + differences.changed + differences.removed + differences.refused > 0
        && html`<br /><button type="button" class="link" id=${"differs-" + cluster.cluster_id}
          onClick=${() => ask({differs: cluster.cluster_id})}>${t("differences.show")}</button>
          ${cluster.state !== "differs" && html` <small class="signs"><span class="ok">+${differences.added}</span> <span class="warn">~${differences.changed}</span>
          ${" "}<span class="bad">−${differences.removed}</span> <span class="bad">!${differences.refused}</span></small>`}`}
      ${refusals && differences && differences.refusals.length > 0 && html`<ul class="refusals">${differences.refusals.map(({kind, name, reason}) => html`<li>
        <span class="bad" aria-hidden="true">!</span> ${word("kind", kind)} <strong>${name}</strong> <small>${reason}</small></li>`)}
        ${differences.refused > differences.refusals.length && html`<li class="dim">${t("differences.more", {count: differences.refused - differences.refusals.length})}</li>`}</ul>`}</td>
    <td>${cluster.verified_at ? html`<${Time} at=${cluster.verified_at} />` : html`<span class="dim">${t("clusters.notVerified")}</span>`}</td>
    <td>${last && html`<a href=${to(`${address}/runs/${last.operation_id}`)}><${Badge} group="state" value=${last.state} /></a>
      <br /><small><${Time} at=${last.finished_at ?? last.accepted_at} /></small>`}
      ${cluster.held_operation_id && cluster.held_operation_id !== last?.operation_id
        && html`<br /><a href=${to(`${address}/runs/${cluster.held_operation_id}`)}>${t("clusters.held")}</a>`}</td>
    <td><${Health} health=${cluster.health} /></td>
    <td>${cluster.next_run_at ? html`<${Time} at=${cluster.next_run_at} />` : html`<span class="dim">${t("clusters.noSchedule")}</span>`}</td>
  </tr>`;
}

/** @param {{search: URLSearchParams}} props */
export function Clusters({search}) {
  useTitle(t("nav.clusters"));
  const asked = {
    name: search.get("name") ?? "",
    state: search.get("state") ?? "",
    sort_key: search.get("sort_key") ?? "",
    sort_dir: search.get("sort_dir") ?? "",
    marker: search.get("marker") ?? "",
  };
  const {data, error} = useLoad(
    (signal) => read(`${projectPath()}/iam-sync/clusters`, query({...asked, limit: PAGE}), signal), Object.values(asked));
  /** @type {import("../api/types.js").ClusterRow[]} */
  const rows = data?.clusters ?? [];
  const named = search.get("refusals") === "named";
  const beside = search.get("differs") ?? "";
  const close = () => {
    ask({differs: undefined});
    document.getElementById("differs-" + beside)?.focus();
  };
  return html`<section class="page">
    <h1>${t("nav.clusters")}</h1>
    <${Search} label=${t("clusters.search")} parameter="name" value=${asked.name} />
    <${Filter} label=${t("clusters.byState")} parameter="state" chosen=${asked.state}
      options=${STATES.map((state) => ({value: state, label: t(/** @type {any} */ (`agreement.${state}`))}))} />
    <${Filter} label=${t("differences.names")} parameter="refusals" chosen=${named ? "named" : ""}
      options=${[{value: "named", label: t("differences.names")}]} />
    <p class="actions"><a class="small" href=${to("/differences")}>${t("differences.title")}</a></p>
    <${Problem} error=${error} />
    ${data && rows.length === 0 && html`<p class="dim">${t("rows.none")}</p>`}
    ${rows.length > 0 && html`<div class="wide" tabindex="0" role="group" aria-label=${t("nav.clusters")}><table>
      <thead><tr><${Sorted} label=${t("cluster")} column="name" search=${search} />
        <${Sorted} label=${t("state.now")} column="state" search=${search} />
        <${Sorted} label=${t("clusters.verified")} column="verified_at" search=${search} />
        <th scope="col">${t("state.last")}</th><th scope="col">${t("health")}</th><th scope="col">${t("clusters.next")}</th></tr></thead>
      <tbody>${rows.map((cluster) => html`<${Line} key=${cluster.cluster_id} cluster=${cluster} refusals=${named} />`)}</tbody>
    </table></div>`}
    ${beside && html`<${Differences} key=${beside} cluster=${beside} close=${close} />`}
    <${Pages} marker=${asked.marker} next=${data?.next_marker} />
    <${ShowAsCode} operation="ListSyncClusters" values=${{"query.name": asked.name, "query.state": asked.state,
      "query.sort_key": asked.sort_key, "query.sort_dir": asked.sort_dir}} />
  </section>`;
}
