// The groups that are in the Manager because of a synchronization.
import {clusterPath, read} from "../api/client.js";
import {t} from "../app/texts.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";

/** More than these are for the API. */
const MOST = 500;

/** @param {{cluster: string}} props */
export function Groups({cluster}) {
  const {data} = useLoad((signal) => read(`${clusterPath(cluster)}/iam-sync-user`, "", signal), [cluster]);
  /** @type {string[]} */
  const groups = data?.group_names ?? [];
  if (groups.length === 0) return null;
  return html`<details><summary>${t("cluster.groups", {count: groups.length.toLocaleString()})}</summary>
    <p>${groups.slice(0, MOST).join(", ")}${groups.length > MOST && ", …"}</p></details>`;
}
