// The conditions one after the other; the first that is not met says why a person is not in a cluster.
import {t, word} from "../app/texts.js";
import {html} from "../ui/html.js";

/** @param {{steps: {step: string, is_passed: boolean, detail: string}[]}} props */
export function Steps({steps}) {
  const stop = steps.findIndex((step) => !step.is_passed);
  return html`<ol class="steps">${steps.map((step, i) => html`<li key=${step.step} class=${step.is_passed ? "" : i === stop ? "stop" : "dim"}>
    <span class=${step.is_passed ? "ok" : "bad"} aria-hidden="true">${step.is_passed ? "✓" : "✕"}</span>
    <span class="hidden">${t(step.is_passed ? "yes" : "no")}</span> <strong>${word("step", step.step)}:</strong> ${step.detail}</li>`)}</ol>`;
}
