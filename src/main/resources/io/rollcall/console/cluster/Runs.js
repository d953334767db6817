// The runs of a cluster, the newest first.
import {clusterPath, query, read} from "../api/client.js";
import {to} from "../app/router.js";
import {t} from "../app/texts.js";
import {nameOf} from "../run/Run.js";
import {Badge} from "../ui/Badge.js";
import {Pages} from "../ui/Pages.js";
import {Problem} from "../ui/Problem.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";

/** Nothing of it has been carried out. @param {import("../api/types.js").Operation} operation */
const isPlan = (operation) => operation.dry_run || operation.state === "held";

/** @param {{cluster: string, search: URLSearchParams}} props */
export function Runs({cluster, search}) {
  const marker = search.get("marker") ?? "";
  const {data, error} = useLoad(
    (signal) => read(`${clusterPath(cluster)}/iam-sync/operations`, query({marker, limit: 25}), signal), [cluster, marker]);
  /** @type {import("../api/types.js").Operation[]} */
  const operations = data?.operations ?? [];
  return html`<section aria-labelledby="runs"><h2 id="runs">${t("runs")}</h2>
    <${Problem} error=${error} />
    ${data && operations.length === 0 && html`<p class="dim">${t("state.noRun")}</p>`}
    ${operations.length > 0 && html`<div class="wide" tabindex="0" role="group" aria-label=${t("runs")}><table>
      <thead><tr><th scope="col">${t("run")}</th><th scope="col">${t("run.state")}</th><th scope="col">${t("run.by")}</th>
        <th scope="col">${t("run.accepted")}</th><th scope="col">${t("run.changes")}</th></tr></thead>
      <tbody>${operations.map((operation) => {
        const counters = Object.values(operation.counters);
        /** @param {"planned" | "done" | "failed"} what */
        const sum = (what) => counters.reduce((all, counter) => all + counter[what], 0);
        return html`<tr key=${operation.operation_id}>
          <td><a href=${to(`/clusters/${encodeURIComponent(cluster)}/runs/${operation.operation_id}`)}>${nameOf(operation)}</a></td>
          <td><${Badge} group="state" value=${operation.state} /></td>
          <td>${operation.requested_by.user_name || operation.requested_by.user_id}
            ${operation.requested_by.credential && html` <small>${operation.requested_by.credential}</small>`}</td>
          <td><${Time} at=${operation.accepted_at} /></td>
          <td>${isPlan(operation)
            ? html`${t("progress.planned", {planned: (sum("planned") - sum("failed")).toLocaleString()})}
                ${sum("failed") > 0 && html`, <span class="bad">${t("progress.refused", {refused: sum("failed").toLocaleString()})}</span>`}`
            : html`${t("progress.counts", {done: sum("done").toLocaleString(), planned: sum("planned").toLocaleString()})}
                ${sum("failed") > 0 && html`, <span class="bad">${t("progress.failed", {failed: sum("failed").toLocaleString()})}</span>`}`}</td>
        </tr>`;
      })}</tbody></table></div>`}
    <${Pages} marker=${marker} next=${data?.next_marker} />
  </section>`;
}
