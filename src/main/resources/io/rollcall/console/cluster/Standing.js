// What a list of clusters knows of this one beside its state: the servers behind it and the schedule.
import {abilities} from "../api/actions.js";
import {projectPath, query, read} from "../api/client.js";
import {to} from "../app/router.js";
import {t} from "../app/texts.js";
import {Health} from "../clusters/Health.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";

/** @param {{cluster: string}} props */
export function Standing({cluster}) {
  const {data} = useLoad(
    (signal) => read(`${projectPath()}/iam-sync/clusters`, query({name: cluster, limit: 100}), signal), [cluster]);
  /** @type {import("../api/types.js").ClusterRow | undefined} */
  const row = data?.clusters.find((/** @type {import("../api/types.js").ClusterRow} */ one) => one.cluster_id === cluster);
  return html`<section class="card" aria-labelledby="servers"><h2 id="servers">${t("health")}</h2>
    ${row && html`<${Health} health=${row.health} />
      <p>${t("clusters.next")}: ${row.next_run_at ? html`<${Time} at=${row.next_run_at} />` : t("clusters.noSchedule")}</p>
      ${row.held_operation_id && html`<p><a href=${to(`/clusters/${encodeURIComponent(cluster)}/runs/${row.held_operation_id}`)}>${t("clusters.held")}</a></p>`}`}
    <p><a href=${to("/people?cluster=" + encodeURIComponent(cluster))}>${t("nav.people")}</a>
      ${row && abilities(row.allowed_actions)("audit") && html` · <a href=${to("/audit?cluster=" + encodeURIComponent(cluster))}>${t("nav.audit")}</a>`}</p>
  </section>`;
}
