// A run: its plan, how far it is, and what became of it, on one page that fills up.
import {useState} from "../vendor/hooks.js";
import {abilities, useAllowed} from "../api/actions.js";
import {clusterPath, post} from "../api/client.js";
import {go, to} from "../app/router.js";
import {t, word} from "../app/texts.js";
import {Badge} from "../ui/Badge.js";
import {ClusterName} from "../ui/ClusterName.js";
import {Confirm} from "../ui/Confirm.js";
import {NotOffered} from "../ui/NotOffered.js";
import {Problem} from "../ui/Problem.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";
import {useTitle} from "../ui/useTitle.js";
import {Held} from "./Held.js";
import {Progress} from "./Progress.js";
import {Rows} from "./Rows.js";
import {useOperation} from "./useOperation.js";
import {isHold, noteInWords} from "./whyHeld.js";

/** @typedef {import("../api/types.js").Operation} Operation */

/** @param {Operation} operation */
export const nameOf = (operation) =>
  t(operation.dry_run ? "run.planOf" : "run.of", {
    action: word("asked", operation.action), what: t(operation.is_all_sync ? "run.everything" : "run.names")});

/** @param {{operation: Operation}} props */
function Facts({operation}) {
  const by = operation.requested_by;
  return html`<dl class="facts">
    <div><dt>${t("run.by")}</dt><dd><strong>${by.user_name || by.user_id}</strong>
      ${by.credential && html` ${t("run.with")} ${by.credential}`}${by.address && html` ${t("run.from")} ${by.address}`}</dd></div>
    <div><dt>${t("run.accepted")}</dt><dd><${Time} at=${operation.accepted_at} /></dd></div>
    ${operation.started_at && html`<div><dt>${t("run.started")}</dt><dd><${Time} at=${operation.started_at} /></dd></div>`}
    ${operation.finished_at && html`<div><dt>${t("run.finished")}</dt><dd><${Time} at=${operation.finished_at} /></dd></div>`}
    <div><dt>operation_id</dt><dd><code>${operation.operation_id}</code></dd></div>
    ${by.request_id && html`<div><dt>X-Request-Id</dt><dd><code>${by.request_id}</code></dd></div>`}
  </dl>`;
}

/** @param {{cluster: string, operation: string, search: URLSearchParams}} props */
export function Run({cluster, operation: id, search}) {
  const {operation, error, tell} = useOperation(cluster, id);
  const allowed = useAllowed(cluster);
  const [failure, setFailure] = useState(/** @type {Error | undefined} */ (undefined));
  const [stopping, setStopping] = useState(false);
  const [chosen, setChosen] = useState(/** @type {Map<string, import("../api/types.js").Row>} */ (new Map()));
  useTitle(operation ? nameOf(operation) : t("run"));
  if (error) return html`<section class="page"><${Problem} error=${error} /></section>`;
  if (!operation) return html`<p class="page dim">${t("loading")}</p>`;

  const calls = `${clusterPath(cluster)}/iam-sync/operations`;
  /** @param {() => Promise<any>} work */
  const attempt = async (work) => {
    setFailure(undefined);
    try {
      await work();
    } catch (problem) {
      setFailure(/** @type {Error} */ (problem));
    }
  };
  /** @param {object | undefined} body @param {string} [path] */
  const start = (body, path = calls) =>
    attempt(async () => {
      const {body: made} = await post(path, body);
      go(`/clusters/${encodeURIComponent(cluster)}/runs/${made.operation_id}`);
    });
  /** @param {import("../api/types.js").Row} row */
  const choose = (row) => {
    const key = `${row.kind} ${row.name}`;
    const next = new Map(chosen);
    if (!next.delete(key)) next.set(key, row);
    setChosen(next);
  };
  /** @param {string} kind */
  const names = (kind) => [...chosen.values()].filter((row) => row.kind === kind).map((row) => row.name);
  const body = {action: "sync", user_names: names("user"), group_names: names("group")};
  const going = operation.state === "queued" || operation.state === "running";
  // What is said at the decision need not be said twice.
  const notes = operation.held ? operation.notes.filter((line) => !isHold(line)) : operation.notes;
  const left = !operation.dry_run && ["completed_with_errors", "failed", "cancelled"].includes(operation.state);
  const may = abilities(allowed ?? []);
  /** What the page would offer now. @type {import("../api/actions.js").Ability[]} */
  const wanted = [...(going ? /** @type {const} */ (["stop"]) : []), ...(left ? /** @type {const} */ (["retry"]) : []), "plan", "sync"];
  const values = {"path.cluster_id": cluster, "path.operation_id": id};
  return html`<article class="page">
    <p class="crumbs"><a href=${to("/clusters/" + encodeURIComponent(cluster))}>${t("cluster")} <${ClusterName} cluster=${cluster} /></a></p>
    <h1>${nameOf(operation)} <${Badge} group="state" value=${operation.state} /></h1>
    <div aria-live="polite" class="hidden">${word("state", operation.state)}</div>
    <${Facts} operation=${operation} />
    ${operation.error && html`<div class="note bad"><p><strong>${operation.error.error_code}</strong> ${operation.error.error_msg}</p></div>`}
    ${notes.length > 0 && html`<div class="note">${notes.map((line) => html`<p>${noteInWords(line)}</p>`)}</div>`}
    ${operation.decisions?.map((decision) => html`<p class="note"><strong>${word("decision", decision.decision)} ${decision.by.user_name || decision.by.user_id}</strong>
      ${" "}<${Time} at=${decision.at} />${decision.comment && html`: ${decision.comment}`}</p>`)}
    <${Held} cluster=${cluster} operation=${operation} tell=${tell} mayDiscard=${may("discard")} />
    <${Problem} error=${failure} />
    <p class="actions">
      ${going && may("stop") && html`<button type="button" class="small danger" onClick=${() => setStopping(true)}>${t("run.stop")}</button>`}
      ${left && may("retry") && html`<button type="button" class="small" onClick=${() => start(undefined, `${calls}/${id}/retry`)}>${t("run.retry")}</button>`}
      ${operation.is_all_sync && operation.finished_at && may("plan") && html`<button type="button" class="small"
        onClick=${() => start({action: "sync", is_all_sync: true, dry_run: true})}>${t("run.planAgain")}</button>`}
    </p>
    ${allowed && html`<${NotOffered} allowed=${allowed} abilities=${wanted} />`}
    <${Progress} operation=${operation} />
    <${Rows} cluster=${cluster} operation=${operation} search=${search} chosen=${chosen}
      choose=${may("plan") || may("sync") ? choose : undefined} />
    ${chosen.size > 0 && html`<p class="actions chosen"><span>${t("rows.chosenCount", {count: chosen.size})}</span>
      ${may("plan") && html`<button type="button" class="small" onClick=${() => start({...body, dry_run: true})}>${t("rows.planThese")}</button>`}
      ${may("sync") && html`<button type="button" class="small" onClick=${() => start(body)}>${t("rows.syncThese")}</button>`}</p>`}
    <${ShowAsCode} operation="ShowOperationResults" values=${{...values,
      "query.kind": search.get("kind") ?? "", "query.outcome": search.get("outcome") ?? ""}} />
    ${stopping && html`<${Confirm} title=${t("run.askStop")} yes=${t("run.stop")} danger=${true} comment=${true} close=${() => setStopping(false)}
      confirm=${(/** @type {string} */ comment) => void attempt(async () => tell((await post(`${calls}/${id}/cancel`, comment ? {comment} : undefined)).body))}>
      <p>${t("run.stopMeans")}</p><//>`}
  </article>`;
}
