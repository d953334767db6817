// Which cluster a page is about. The server finds it by a part of its name, however many there are.
import {useEffect, useState} from "../vendor/hooks.js";
import {projectPath, query, read} from "../api/client.js";
import {rememberCluster, session} from "../api/session.js";
import {ask} from "../app/router.js";
import {t} from "../app/texts.js";
import {html} from "./html.js";
import {useLoad} from "./useLoad.js";

/** The cluster in the address, or the one that was looked at last. @param {URLSearchParams} search */
export const clusterOf = (search) => search.get("cluster") ?? session.value?.cluster ?? "";

/** @param {{chosen: string}} props */
export function ClusterChoice({chosen}) {
  const [part, setPart] = useState(chosen);
  const {data} = useLoad(
    (signal) => read(`${projectPath()}/iam-sync/clusters`, query({name: part, limit: 20}), signal), [part]);
  /** @type {import("../api/types.js").ClusterRow[]} */
  const found = data?.clusters ?? [];
  const first = found[0]?.cluster_id;
  const name = found.find((cluster) => cluster.cluster_id === chosen)?.cluster_name;
  /** @param {string} cluster */
  const choose = (cluster) => {
    rememberCluster(cluster);
    ask({cluster, marker: undefined});
  };
  useEffect(() => {
    if (!chosen && first) choose(first);
  }, [chosen, first]);
  return html`<label>${t("cluster")}${name && html` <small>${name}</small>`}<input list="clusters" defaultValue=${chosen} key=${chosen} spellcheck=${false}
      onInput=${(/** @type {any} */ event) => setPart(event.target.value)}
      onChange=${(/** @type {any} */ event) => event.target.value && choose(event.target.value)} />
    <datalist id="clusters">${found.map((cluster) => html`<option value=${cluster.cluster_id}>${cluster.cluster_name}</option>`)}</datalist>
  </label>`;
}
