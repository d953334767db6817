// The differences of one cluster beside the list: what is known, what is refused, and the rows of a plan.
import {useEffect, useRef, useState} from "../vendor/hooks.js";
import {abilities} from "../api/actions.js";
import {clusterPath, post, query, read} from "../api/client.js";
import {to} from "../app/router.js";
import {t} from "../app/texts.js";
import {Refusals} from "../cluster/Refusals.js";
import {agreement} from "../cluster/State.js";
import {Line} from "../run/Rows.js";
import {useOperation} from "../run/useOperation.js";
import {Badge} from "../ui/Badge.js";
import {ClusterName} from "../ui/ClusterName.js";
import {NotOffered} from "../ui/NotOffered.js";
import {Problem} from "../ui/Problem.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";

/** A panel is for a look: the page of the run has all rows. */
const MOST = 100;

/** @param {{cluster: string, id: string}} props */
function Plan({cluster, id}) {
  const {operation, error} = useOperation(cluster, id);
  const ended = operation?.finished_at !== undefined;
  const {data} = useLoad(
    async (signal) => ended ? read(`${clusterPath(cluster)}/iam-sync/operations/${id}/results`, query({limit: MOST}), signal) : undefined,
    [cluster, id, ended]);
  /** @type {import("../api/types.js").Row[]} */
  const rows = data?.results ?? [];
  const address = to(`/clusters/${encodeURIComponent(cluster)}/runs/${id}`);
  return html`<${Problem} error=${error} />
    ${operation?.error && html`<p class="bad">${operation.error.error_code} ${operation.error.error_msg}</p>`}
    ${!data && !error && html`<p class="dim">${t("loading")}</p>`}
    ${data && rows.length === 0 && html`<p class="dim">${t("rows.none")}</p>`}
    ${rows.length > 0 && html`<div class="wide" tabindex="0" role="group" aria-label=${t("rows.plan")}><table class="rows">
      <thead><tr><th scope="col"><span class="hidden">${t("rows.chosen")}</span></th><th scope="col">${t("rows.object")}</th>
        <th scope="col">${t("rows.difference")}</th><th scope="col">${t("rows.because")}</th><th scope="col">${t("rows.outcome")}</th></tr></thead>
      <tbody>${rows.map((row) => html`<${Line} key=${row.number} row=${row} chosen=${false} />`)}</tbody></table></div>`}
    ${data && html`<p><a href=${address}>${t(data.next_marker ? "differences.allRows" : "differences.run")}</a></p>`}`;
}

/** @param {{cluster: string, close: () => void}} props */
export function Differences({cluster, close}) {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const [plan, setPlan] = useState("");
  const [failure, setFailure] = useState(/** @type {Error | undefined} */ (undefined));
  const {data: state, error} = useLoad((signal) => read(`${clusterPath(cluster)}/iam-sync/state`, "", signal), [cluster]);
  useEffect(() => panel.current?.focus(), []);
  const make = async () => {
    setFailure(undefined);
    try {
      const {body} = await post(`${clusterPath(cluster)}/iam-sync/operations`, {action: "sync", is_all_sync: true, dry_run: true});
      // The button that had the focus goes.
      panel.current?.focus();
      setPlan(body.operation_id);
    } catch (problem) {
      setFailure(/** @type {Error} */ (problem));
    }
  };
  const found = state?.differences;
  const allowed = /** @type {string[]} */ (state?.allowed_actions ?? []);
  return html`<section class="panel" role="dialog" aria-labelledby="panel" tabindex="-1" ref=${panel}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close()}>
    <p class="actions"><button type="button" class="small" onClick=${close}>${t("close")}</button>
      <a class="small" href=${to("/clusters/" + encodeURIComponent(cluster))}>${t("differences.page")}</a></p>
    <h2 id="panel">${t("cluster")} <${ClusterName} cluster=${cluster} /></h2>
    <${Problem} error=${error ?? failure} />
    ${state && html`<p class="large"><${Badge} group="agreement" value=${agreement(state)} /></p>
      ${found && html`<ul class="counts">
        <li class="adds">+ ${found.added} ${t("state.added")}</li>
        <li class="changes">~ ${found.changed} ${t("state.changed")}</li>
        <li class="removes">− ${found.removed} ${t("state.removed")}</li>
        <li class="refuses">! ${found.refused} ${t("state.refused")}</li></ul>
        <p class="dim">${t("state.comparedAt")} <${Time} at=${found.compared_at} /></p>`}
      <${Refusals} refusals=${found?.refusals ?? []} count=${found?.refused ?? 0} />
      ${plan ? html`<${Plan} cluster=${cluster} id=${plan} />`
        : html`<p class="actions">${abilities(allowed)("plan") && html`<button type="button" class="main" onClick=${() => void make()}>${t("cluster.plan")}</button>`}</p>
          <${NotOffered} allowed=${allowed} abilities=${["plan"]} />`}`}
  </section>`;
}
