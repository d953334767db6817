// A plan that waits for a person: why, with the guard's numbers, and the two ways on.
import {useState} from "../vendor/hooks.js";
import {clusterPath, post, read, Refusal} from "../api/client.js";
import {t} from "../app/texts.js";
import {Confirm} from "../ui/Confirm.js";
import {NotOffered} from "../ui/NotOffered.js";
import {Problem} from "../ui/Problem.js";
import {ShowAsCode} from "../ui/ShowAsCode.js";
import {html} from "../ui/html.js";
import {guardOf, holdsOf} from "./holds.js";
import {Touches} from "./Touches.js";
import {whyHeld} from "./whyHeld.js";

/** @param {import("./holds.js").Hold} hold */
const inWords = ({what, group, count}) => t(/** @type {const} */ (`held.${what}`), {count: count.toLocaleString(), group});

/**
 * @param {{cluster: string, operation: import("../api/types.js").Operation, tell: (operation: import("../api/types.js").Operation) => void,
 *     mayDiscard: boolean}} props
 */
export function Held({cluster, operation, tell, mayDiscard}) {
  // What is asked, and about which plan: the page goes on to follow the operation while the question stands.
  const [question, setQuestion] = useState(/** @type {{what: "release" | "cancel", plan?: string} | undefined} */ (undefined));
  const [error, setError] = useState(/** @type {Error | undefined} */ (undefined));
  const [moved, setMoved] = useState(false);
  if (!operation.held) return null;
  const holds = holdsOf(operation.held.reasons);
  const path = `${clusterPath(cluster)}/iam-sync/operations/${operation.operation_id}`;

  /** @param {{what: "release" | "cancel", plan?: string}} question @param {string} comment */
  const decide = async ({what, plan}, comment) => {
    setError(undefined);
    try {
      tell((await post(`${path}/${what}`, {plan_hash: plan, ...(comment ? {comment} : {})})).body);
      setMoved(false);
    } catch (failure) {
      // Another person may have decided, or the plan may have been made again, since this page was read.
      if (failure instanceof Refusal && failure.status === 409) {
        const now = await read(path).catch(() => undefined);
        if (now && now.plan_hash !== plan) {
          setMoved(true);
          tell(now);
          return;
        }
      }
      setError(/** @type {Error} */ (failure));
    }
  };
  const values = {"path.cluster_id": cluster, "path.operation_id": operation.operation_id,
    "body.plan_hash": operation.plan_hash};
  return html`<section class="note warn" aria-labelledby="held">
    <h2 id="held">${t("held.title")}</h2>
    <ul>${operation.held.reasons.map((reason) => html`<li><strong>${whyHeld(reason)}</strong></li>`)}</ul>
    <p>${t("held.means")}${holds.length > 0 && html` ${t("held.removes", {names: holds.map(inWords).join(t("held.and"))})}`}</p>
    <h3>${t("refusal.way")}</h3>
    <ol class="ways-out">
      <li>${t("held.wayRelease")} <code>rollcall release ${operation.operation_id} --plan-hash ${operation.plan_hash}</code>
        <br /><small>${operation.held.release_refused === "own_request" ? t("held.ownRequest")
          : html`${t("held.needs")} <code>${operation.held.release_needs}</code>${operation.held.release_refused && html`. ${t("held.notAllowed")}`}`}</small>
        <br /><small>${t("touches.whom")}</small>
        <${Touches} cluster=${cluster} id=${operation.operation_id} plan=${operation.plan_hash} /></li>
      <li>${t("held.wayDiscard")} <code>rollcall stop ${operation.operation_id}</code>
        <br /><small>${t("touches.whom")} ${t("touches.discard")}</small></li>
      <li>${t("held.wayShrink")} <code>rollcall sync --user NAME</code>
        <br /><small>${t("touches.whom")} ${t("touches.shrink")}</small></li>
      ${holds.length > 0 && html`<li>${t("held.wayRaise")} <code>${guardOf(holds)}</code>
        <br /><small>${t("touches.whom")} ${t("touches.raise")}</small></li>`}
    </ol>
    <p class="dim">plan_hash <code>${operation.plan_hash}</code></p>
    ${!mayDiscard && html`<${NotOffered} allowed=${[]} abilities=${["discard"]} />`}
    ${moved && html`<p class="warn" role="alert">${t("held.moved")}</p>`}
    <${Problem} error=${error} />
    <p class="actions">
      ${!operation.held.release_refused && html`<button type="button" class="main" onClick=${() => setQuestion({what: "release", plan: operation.plan_hash})}>${t("held.release")}</button>`}
      ${mayDiscard && html`<button type="button" class="small danger" onClick=${() => setQuestion({what: "cancel", plan: operation.plan_hash})}>${t("held.discard")}</button>`}
    </p>
    <${ShowAsCode} operation="ReleaseOperation" values=${values} title=${t("held.asCode")} />
    ${question && html`<${Confirm} title=${t(question.what === "release" ? "held.askRelease" : "held.askDiscard")} comment=${true}
      danger=${question.what === "release"} yes=${t(question.what === "release" ? "held.release" : "held.discard")}
      close=${() => setQuestion(undefined)} confirm=${(/** @type {string} */ comment) => void decide(question, comment)}>
      <ul>${operation.held.reasons.map((reason) => html`<li>${whyHeld(reason)}</li>`)}</ul>
    <//>`}
  </section>`;
}
