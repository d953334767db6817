// How far a run is, by kind of object, and what it does at the moment.
import {t, word} from "../app/texts.js";
import {Time} from "../ui/Time.js";
import {html} from "../ui/html.js";

/** @param {{operation: import("../api/types.js").Operation}} props */
export function Progress({operation}) {
  const kinds = Object.entries(operation.counters);
  // A plan that is only looked at, or waits for a person, is not under way.
  if (kinds.length === 0 || operation.dry_run || operation.state === "held") return null;
  return html`<section aria-labelledby="progress">
    <h2 id="progress">${t("progress")}</h2>
    ${operation.state === "running" && html`<p>${t("progress.now", {stage: word("stage", operation.stage), speed: Math.round(operation.changes_per_second)})}
      ${operation.estimated_end && html` ${t("progress.end")} <${Time} at=${operation.estimated_end} />`}</p>`}
    <dl class="progress">${kinds.map(([kind, counter]) => html`<div key=${kind}>
      <dt>${word("kinds", kind)}</dt>
      <dd><progress aria-label=${word("kinds", kind)} max=${Math.max(1, counter.planned)} value=${counter.done + counter.failed}></progress>
        <span>${t("progress.counts", {done: counter.done.toLocaleString(), planned: counter.planned.toLocaleString()})}</span>
        ${counter.failed > 0 && html` <span class="bad">${t("progress.failed", {failed: counter.failed.toLocaleString()})}</span>`}</dd>
    </div>`)}</dl>
  </section>`;
}
