// Whom a release touches: numbers and first names, those that the limit does not count included.
import {clusterPath, read} from "../api/client.js";
import {to} from "../app/router.js";
import {t, word} from "../app/texts.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";

/** @param {{cluster: string, id: string, plan: string | undefined}} props plan: the hash of the plan, which may be made anew */
export function Touches({cluster, id, plan}) {
  const {data} = useLoad(
    (signal) => read(`${clusterPath(cluster)}/iam-sync/operations/${id}`, "", signal), [cluster, id, plan]);
  /** @type {import("../api/types.js").Touched[]} */
  const touches = data?.held?.touches ?? [];
  return html`<ul class="touches">${touches.map(({kind, action, count, names}) => html`<li key=${kind + action}>
    ${t("touches.count", {action: word("action", action), kind: word(count === 1 ? "kind" : "kinds", kind), count: count.toLocaleString()})}
    ${" "}<span class="dim">${names.join(", ")}${count > names.length && ", …"}</span>
    ${count > names.length && html` <a href=${to(`/differences?cluster_id=${encodeURIComponent(cluster)}&kind=${kind}&action=${action}`)}>${t("touches.all")}</a>`}</li>`)}</ul>`;
}
