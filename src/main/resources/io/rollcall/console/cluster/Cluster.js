// A cluster: how it stands, what it was asked for, what ran, and what can be asked of it.
import {useEffect, useState} from "../vendor/hooks.js";
import {abilities} from "../api/actions.js";
import {clusterPath, post, read} from "../api/client.js";
import {rememberCluster} from "../api/session.js";
import {go, to} from "../app/router.js";
import {t} from "../app/texts.js";
import {ClusterName} from "../ui/ClusterName.js";
import {Confirm} from "../ui/Confirm.js";
import {NotOffered} from "../ui/NotOffered.js";
import {Problem} from "../ui/Problem.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {useTitle} from "../ui/useTitle.js";
import {Configuration} from "./Configuration.js";
import {Groups} from "./Groups.js";
import {Refusals} from "./Refusals.js";
import {Runs} from "./Runs.js";
import {State} from "./State.js";
import {TryOne} from "./TryOne.js";

/** A page that is looked at asks again so often while something runs. */
const AGAIN = 5000;

/** @param {{cluster: string, search: URLSearchParams}} props */
export function Cluster({cluster, search}) {
  const {data: state, error, reload} = useLoad((signal) => read(`${clusterPath(cluster)}/iam-sync/state`, "", signal), [cluster]);
  const [failure, setFailure] = useState(/** @type {Error | undefined} */ (undefined));
  const [asking, setAsking] = useState(false);
  useTitle(`${t("cluster")} ${cluster}`);
  useEffect(() => {
    if (state) rememberCluster(cluster);
    if (!state?.is_synchronizing) return undefined;
    const later = setTimeout(reload, AGAIN);
    return () => clearTimeout(later);
  }, [state]);
  /** @param {object} body */
  const start = async (body) => {
    setFailure(undefined);
    try {
      const {body: made} = await post(`${clusterPath(cluster)}/iam-sync/operations`, body);
      go(`/clusters/${encodeURIComponent(cluster)}/runs/${made.operation_id}`);
    } catch (problem) {
      setFailure(/** @type {Error} */ (problem));
    }
  };
  const allowed = /** @type {string[]} */ (state?.allowed_actions ?? []);
  const may = abilities(allowed);
  return html`<article class="page">
    <p class="crumbs"><a href=${to("/clusters")}>${t("nav.clusters")}</a></p>
    <h1>${t("cluster")} <${ClusterName} cluster=${cluster} /></h1>
    <${Problem} error=${error ?? failure} />
    ${state && html`
      <${State} cluster=${cluster} state=${state} />
      <div class="actions">
        ${may("plan") && html`<button type="button" class="main" onClick=${() => start({action: "sync", is_all_sync: true, dry_run: true})}>${t("cluster.plan")}</button>`}
        ${may("sync") && html`<button type="button" class="small" onClick=${() => setAsking(true)}>${t("cluster.sync")}</button>`}
        ${may("plan") && html`<${TryOne} start=${start} />`}
        <${NotOffered} allowed=${allowed} abilities=${["plan", "sync"]} />
      </div>
      <${Refusals} refusals=${state.differences?.refusals ?? []} count=${state.differences?.refused ?? 0} />
      <${Groups} cluster=${cluster} />
      <${Configuration} cluster=${cluster} />
      <${Runs} cluster=${cluster} search=${search} />
      <${ShowAsCode} operation="ShowSyncState" values=${{"path.cluster_id": cluster}} />`}
    ${asking && html`<${Confirm} title=${t("cluster.askSync")} yes=${t("cluster.sync")} close=${() => setAsking(false)}
      confirm=${() => void start({action: "sync", is_all_sync: true})}><p>${t("cluster.syncMeans")}</p><//>`}
  </article>`;
}
