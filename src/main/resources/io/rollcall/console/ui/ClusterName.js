// The name of a cluster beside its id.
import {projectPath, query, read} from "../api/client.js";
import {html} from "./html.js";
import {useLoad} from "./useLoad.js";

/** Those that were asked already, by id. @type {Map<string, Promise<string>>} */
const known = new Map();

/** @param {string} cluster @returns {Promise<string>} empty where the id is all that is known */
function nameOf(cluster) {
  const found = known.get(cluster) ?? read(`${projectPath()}/iam-sync/clusters`, query({name: cluster, limit: 100})).then(
    ({clusters}) => clusters.find((/** @type {import("../api/types.js").ClusterRow} */ one) => one.cluster_id === cluster)?.cluster_name ?? "",
    () => {
      known.delete(cluster);
      return "";
    });
  known.set(cluster, found);
  return found;
}

/** @param {{cluster: string}} props */
export function ClusterName({cluster}) {
  const {data: name} = useLoad(() => nameOf(cluster), [cluster]);
  return html`${name} <code>${cluster}</code>`;
}
