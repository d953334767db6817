// Who would be added, changed and removed in which cluster, by the newest plan of each; filtered and paged by the server.
import {projectPath, query, read} from "../api/client.js";
import {to} from "../app/router.js";
import {t, word} from "../app/texts.js";
import {Difference} from "../run/Difference.js";
import {symbolOf} from "../run/symbol.js";
import {Filter} from "../ui/Filter.js";
import {Pages} from "../ui/Pages.js";
import {Problem} from "../ui/Problem.js";
import {Search} from "../ui/Search.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {useTitle} from "../ui/useTitle.js";

const PAGE = 100;
const KINDS = ["user", "group", "role", "principal"];

/** What a person asks for, as the actions of rows. */
const EFFECTS = /** @type {const} */ ([
  ["create,enable,adopt,grant", "differences.adds"],
  ["update,rename,repair", "differences.changes"],
  ["delete,disable,withdraw", "differences.removes"],
  ["none", "differences.refuses"],
]);

/** @param {{row: import("../api/types.js").DifferenceRow}} props */
function Line({row}) {
  const {sign, look} = symbolOf(row);
  const address = `/clusters/${encodeURIComponent(row.cluster_id)}`;
  return html`<tr class=${look}>
    <td><a href=${to(address)}>${row.cluster_name || row.cluster_id}</a></td>
    <td class="object"><span class="sign" aria-hidden="true">${sign}</span> <span>${word("action", row.action)} ${word("kind", row.kind)}</span>
      ${" "}<strong>${row.kind === "user" ? html`<a href=${to("/people/" + encodeURIComponent(row.name))}>${row.name}</a>` : row.name}</strong></td>
    <td><${Difference} row=${row} /></td>
    <td>${row.reason}</td>
    <td><a href=${to(`${address}/runs/${row.operation_id}`)}>${t(row.is_held ? "differences.held" : "differences.plan")}</a>
      <br /><small><${Time} at=${row.planned_at} /></small></td>
  </tr>`;
}

/** @param {{of: {count: number, clusters: {cluster_id: string, cluster_name: string}[]} | undefined}} props */
function Unplanned({of}) {
  if (!of || of.count === 0) return null;
  return html`<div class="note"><p>${t("differences.unplanned", {count: of.count.toLocaleString()})}
    ${" "}${of.clusters.map(({cluster_id: id, cluster_name: name}, i) => html`${i > 0 && ", "}<a href=${to("/clusters/" + encodeURIComponent(id))}>${name || id}</a>`)}${of.count > of.clusters.length && ", …"}</p></div>`;
}

/** @param {{search: URLSearchParams}} props */
export function AllDifferences({search}) {
  useTitle(t("differences.title"));
  /** @param {string} name */
  const value = (name) => search.get(name) ?? "";
  const asked = {action: value("action"), kind: value("kind"), name: value("name"), cluster_id: value("cluster_id"), marker: value("marker")};
  const {data, error} = useLoad(
    (signal) => read(`${projectPath()}/iam-sync/differences`, query({...asked, limit: PAGE}), signal), Object.values(asked));
  /** @type {import("../api/types.js").DifferenceRow[]} */
  const rows = data?.differences ?? [];
  return html`<section class="page">
    <p class="crumbs"><a href=${to("/clusters")}>${t("nav.clusters")}</a></p>
    <h1>${t("differences.title")}</h1>
    <p class="dim">${t("differences.means")}</p>
    <${Search} label=${t("differences.search")} parameter="name" value=${asked.name} />
    <${Filter} label=${t("differences.byEffect")} parameter="action" chosen=${asked.action}
      options=${EFFECTS.map(([actions, text]) => ({value: actions, label: t(text)}))} />
    <${Filter} label=${t("rows.byKind")} parameter="kind" chosen=${asked.kind} options=${KINDS.map((kind) => ({value: kind, label: word("kinds", kind)}))} />
    ${asked.cluster_id && html`<${Filter} label=${t("cluster")} parameter="cluster_id" chosen=${asked.cluster_id}
      options=${[{value: asked.cluster_id, label: t("differences.only", {cluster: rows[0]?.cluster_name || asked.cluster_id})}]} />`}
    <${Problem} error=${error} />
    <${Unplanned} of=${data?.unplanned} />
    ${data && rows.length === 0 && html`<p class="dim">${t(data.next_marker ? "differences.noneHere" : "rows.none")}</p>`}
    ${rows.length > 0 && html`<div class="wide" tabindex="0" role="group" aria-label=${t("differences.title")}><table class="rows">
      <thead><tr><th scope="col">${t("cluster")}</th><th scope="col">${t("rows.object")}</th><th scope="col">${t("rows.difference")}</th>
        <th scope="col">${t("rows.because")}</th><th scope="col">${t("differences.plan")}</th></tr></thead>
      <tbody>${rows.map((row) => html`<${Line} key=${row.cluster_id + row.number} row=${row} />`)}</tbody>
    </table></div>`}
    <${Pages} marker=${asked.marker} next=${data?.next_marker} />
    <${ShowAsCode} operation="ListSyncDifferences" values=${{"query.action": asked.action, "query.kind": asked.kind,
      "query.name": asked.name, "query.cluster_id": asked.cluster_id}} />
  </section>`;
}
