// The rows of a plan with what became of them: a page of them, filtered by the server.
import {useEffect} from "../vendor/hooks.js";
import {clusterPath, query, read} from "../api/client.js";
import {t, word} from "../app/texts.js";
import {Filter} from "../ui/Filter.js";
import {Pages} from "../ui/Pages.js";
import {Problem} from "../ui/Problem.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {Difference} from "./Difference.js";
import {symbolOf} from "./symbol.js";

const PAGE = 200;
const OUTCOMES = ["planned", "applied", "already_so", "failed", "refused", "skipped"];

/** What can be in a plan of which nothing was carried out. */
const PLANNED = ["planned", "refused", "skipped"];

/** @param {import("../api/types.js").Operation} operation */
const isPlan = ({dry_run: dryRun, state}) => dryRun || state === "held";

/** Users and groups can be asked for by name. @param {import("../api/types.js").Row} row */
const canBeNamed = (row) => row.kind === "user" || row.kind === "group";

/** @param {{row: import("../api/types.js").Row, chosen: boolean, choose?: () => void}} props */
export function Line({row, chosen, choose}) {
  const {sign, look} = symbolOf(row);
  return html`<tr class=${look}>
    <td>${choose && canBeNamed(row) && html`<input type="checkbox" checked=${chosen} onChange=${choose}
      aria-label=${t("rows.choose", {kind: word("kind", row.kind), name: row.name})} />`}</td>
    <td class="object"><span class="sign" aria-hidden="true">${sign}</span>
      <span>${word("action", row.action)} ${word("kind", row.kind)}</span> <strong>${row.name}</strong></td>
    <td><${Difference} row=${row} /></td>
    <td>${row.reason}</td>
    <td class=${"outcome " + row.outcome}>${word("outcome", row.outcome)}</td>
  </tr>`;
}

/**
 * @param {{cluster: string, operation: import("../api/types.js").Operation, search: URLSearchParams,
 *     chosen: Map<string, import("../api/types.js").Row>, choose?: (row: import("../api/types.js").Row) => void}} props
 *     choose: absent where the caller could do nothing with a choice
 */
export function Rows({cluster, operation, search, chosen, choose}) {
  const kind = search.get("kind") ?? "";
  const outcome = search.get("outcome") ?? "";
  const marker = search.get("marker") ?? "";
  const {data, error, reload} = useLoad(
    (signal) => read(
      `${clusterPath(cluster)}/iam-sync/operations/${operation.operation_id}/results`,
      query({kind, outcome, marker, limit: PAGE}), signal),
    [cluster, operation.operation_id, kind, outcome, marker, operation.state, operation.plan_hash]);
  const done = Object.values(operation.counters).reduce((sum, counter) => sum + counter.done + counter.failed, 0);
  useEffect(() => {
    if (operation.state !== "running" || done === 0) return undefined;
    // At most one page a second, however fast the run is.
    const later = setTimeout(reload, 1000);
    return () => clearTimeout(later);
  }, [done]);
  /** @type {import("../api/types.js").Row[]} */
  const rows = data?.results ?? [];
  return html`<section aria-labelledby="rows">
    <h2 id="rows">${t(operation.finished_at && !operation.dry_run ? "rows.results" : "rows.plan")}</h2>
    <${Filter} label=${t("rows.byKind")} parameter="kind" chosen=${kind}
      options=${Object.entries(operation.counters).map(([name, counter]) => ({value: name, label: word("kinds", name), count: counter.planned}))} />
    <${Filter} label=${t("rows.byOutcome")} parameter="outcome" chosen=${outcome}
      options=${(isPlan(operation) ? PLANNED : OUTCOMES).map((name) => ({value: name, label: word("outcome", name)}))} />
    <${Problem} error=${error} />
    ${data && rows.length === 0 && html`<p class="dim">${t(operation.state === "queued" ? "rows.notYet" : "rows.none")}</p>`}
    ${rows.length > 0 && html`<div class="wide" tabindex="0" role="group" aria-label=${t("rows.plan")}><table class="rows">
      <thead><tr><th scope="col"><span class="hidden">${t("rows.chosen")}</span></th><th scope="col">${t("rows.object")}</th>
        <th scope="col">${t("rows.difference")}</th><th scope="col">${t("rows.because")}</th><th scope="col">${t("rows.outcome")}</th></tr></thead>
      <tbody>${rows.map((row) => html`<${Line} key=${row.number} row=${row} chosen=${chosen.has(`${row.kind} ${row.name}`)}
        choose=${choose && (() => choose(row))} />`)}</tbody>
    </table></div>`}
    <${Pages} marker=${marker} next=${data?.next_marker} />
  </section>`;
}
