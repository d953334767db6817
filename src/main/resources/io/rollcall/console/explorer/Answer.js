// What came back, and what was sent for it.
import {CopyButton} from "../ui/CopyButton.js";
import {html} from "../ui/html.js";
import {t} from "../app/texts.js";

/**
 * @typedef {{status: number, statusText: string, ms: number, headers: [string, string][], body: string,
 *     running: boolean, sent: {line: string, headers: Record<string, string>, body: string, canonical?: string,
 *     toSign?: string}}} Shown
 */

const MOST = 200_000;

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A token is as good as a password. @param {string} name @param {string} value */
const masked = (name, value) => (name === "X-Auth-Token" ? "***" : value);

/** @param {{answer: Shown | undefined, error: string | undefined}} props */
export function Answer({answer, error}) {
  if (error) return html`<p class="bad" role="status">${error}</p>`;
  if (!answer) return html`<p class="dim">${t("answer.none")}</p>`;
  const body = pretty(answer.body);
  const good = answer.status < 400;
  return html`
    <p role="status"><strong class=${good ? "ok" : "bad"}>${answer.status} ${answer.statusText}</strong>
      <span class="dim"> ${answer.running ? t("answer.running") : t("answer.took", {ms: answer.ms})}</span></p>
    ${body !== "" && html`<div class="copy"><${CopyButton} text=${body} /></div>
      <pre tabindex="0" aria-label=${t("answer.body")}>${body.slice(0, MOST)}${body.length > MOST && "\n…"}</pre>`}
    <details><summary>${t("answer.headers", {count: answer.headers.length})}</summary>
      <dl class="headers">${answer.headers.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    </details>
    <details><summary>${t("answer.sent")}</summary>
      <pre tabindex="0" aria-label=${t("answer.sent")}>${answer.sent.line + "\n"
        + Object.entries(answer.sent.headers).map(([name, value]) => `${name}: ${masked(name, value)}`).join("\n")
        + (answer.sent.body ? "\n\n" + answer.sent.body : "")}</pre>
      ${answer.sent.canonical && html`<h3>${t("answer.canonical")}</h3>
        <pre tabindex="0" aria-label=${t("answer.canonical")}>${answer.sent.canonical}</pre>
        <h3>${t("answer.toSign")}</h3>
        <pre tabindex="0" aria-label=${t("answer.toSign")}>${answer.sent.toSign}</pre>`}
    </details>`;
}
