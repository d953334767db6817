// Runs a text of sample code in the demo, and shows what came of it.
import {useState} from "../vendor/hooks.js";
import {Refusal, runText} from "../api/client.js";
import {session} from "../api/session.js";
import {t} from "../app/texts.js";
import {html} from "../ui/html.js";

/** What the demo carries out. @param {import("../samples/samples.js").Sample} sample */
export const canRun = (sample) => !!session.value?.run && (sample.name === "rollcall" || sample.name.startsWith("curl"));

/** @typedef {{busy?: boolean, error?: Error, ran?: import("../api/client.js").Ran}} Running */

/** The last run of one text, and what runs it. @returns {{running: Running, run: (text: string) => Promise<void>}} */
export function useRun() {
  const [running, setRunning] = useState(/** @type {Running} */ ({}));
  /** @param {string} text */
  const run = async (text) => {
    if (running.busy) return;
    setRunning({busy: true});
    try {
      setRunning({ran: await runText(text, session.value?.run ?? "")});
    } catch (failure) {
      setRunning({error: /** @type {Error} */ (failure)});
    }
  };
  return {running, run};
}

/** @param {Error} error */
function inWords(error) {
  if (!(error instanceof Refusal)) return t("problem.unreachable");
  if (error.status === 409) return t("script.another");
  // The demo that gave this page its key has ended.
  if (error.status === 403 || error.status === 404) return t("script.ended");
  return `${error.status} ${error.message}`;
}

/** @param {{running: Running}} props */
export function Outcome({running: {busy, error, ran}}) {
  return html`
    <details><summary>${t("script.what")}</summary><p>${t("script.means")}</p></details>
    ${error && html`<p class="note bad" role="alert">${inWords(error)}</p>`}
    <p role="status">${busy && html`<span class="dim">${t("script.busy")}</span>`}
      ${ran && html`<strong class=${ran.exit_code === 0 ? "ok" : "bad"}>${t("script.exit", {code: ran.exit_code})}</strong>
        <span class="dim"> ${t("answer.took", {ms: ran.ms})}</span>
        ${ran.is_stopped && html` <span class="warn">${t("script.stopped")}</span>`}
        ${ran.is_cut && html` <span class="warn">${t("script.cut")}</span>`}`}</p>
    ${ran && [["stdout", ran.stdout], ["stderr", ran.stderr]].map(([name, text]) => text && html`<h3 key=${name}>${name}</h3>
      <pre tabindex="0" aria-label=${name}>${text}</pre>`)}`;
}
