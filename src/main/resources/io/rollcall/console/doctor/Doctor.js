// The signature doctor: what was signed beside what should have been.
import {useState} from "../vendor/hooks.js";
import {session} from "../api/session.js";
import {t} from "../app/texts.js";
import {html} from "../ui/html.js";
import {useTitle} from "../ui/useTitle.js";
import {diagnose} from "./diagnose.js";

/** @param {{found: Awaited<ReturnType<typeof diagnose>>}} props */
function Findings({found}) {
  const first = found.lines.findIndex((line) => line.first);
  const late = found.skew !== undefined && Math.abs(found.skew) > 900;
  return html`<section aria-live="polite">
    <h2>${t("doctor.findings")}</h2>
    <ul>
      ${found.missing.map((name) => html`<li class="bad">${t("doctor.missing", {name})}</li>`)}
      ${found.skew !== undefined && html`<li class=${late ? "bad" : "ok"}>${t(late ? "doctor.late" : "doctor.onTime", {seconds: found.skew})}</li>`}
      ${found.matches !== undefined && html`<li class=${found.matches ? "ok" : "bad"}>${t(found.matches ? "doctor.matches" : "doctor.differs")}</li>`}
      ${found.matches === undefined && found.accessKey && html`<li>${t("doctor.otherKey", {key: found.accessKey})}</li>`}
      ${first >= 0 && html`<li class="bad">${t("doctor.firstLine", {line: first + 1})}</li>`}
    </ul>
    <div class="wide" tabindex="0" role="group" aria-label=${t("doctor.compared")}><table>
      <caption>${t("doctor.compared")}</caption>
      <thead><tr><th scope="col">#</th><th scope="col">${t("doctor.yours")}</th><th scope="col">${t("doctor.servers")}</th></tr></thead>
      <tbody>${found.lines.map((line, i) => html`<tr class=${line.first ? "differs first" : line.same ? "" : "differs"}>
        <td>${i + 1}${line.first && html` <strong>${t("doctor.here")}</strong>`}</td>
        <td><code>${line.client}</code></td><td><code>${line.server}</code></td></tr>`)}</tbody>
    </table></div>
  </section>`;
}

export function Doctor() {
  const [found, setFound] = useState(/** @type {Awaited<ReturnType<typeof diagnose>> | undefined} */ (undefined));
  useTitle(t("doctor.title"));
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    /** @param {string} name */
    const value = (name) => String(form.get(name) ?? "").replaceAll("\r\n", "\n");
    const credential = session.value?.credential;
    const clock = await fetch("/live", {cache: "no-store"});
    setFound(await diagnose(
      {method: value("method").trim(), url: value("url").trim(), headers: value("headers"), body: value("body"), canonical: value("canonical")},
      credential?.kind === "key" ? credential : undefined,
      Date.parse(clock.headers.get("Date") ?? "") || Date.now()));
  };
  return html`<section class="page">
    <h1>${t("doctor.title")}</h1>
    <p>${t("doctor.why")}</p>
    <form onSubmit=${submit} class="doctor">
      <label>${t("doctor.method")}<input name="method" required value="GET" /></label>
      <label>${t("doctor.url")}<input name="url" required spellcheck=${false} /></label>
      <label>${t("doctor.headers")}<textarea name="headers" rows="4" required spellcheck=${false}
        placeholder=${"X-Sdk-Date: 20260131T000000Z\nAuthorization: SDK-HMAC-SHA256 Access=..., SignedHeaders=..., Signature=..."}></textarea></label>
      <label>${t("doctor.body")}<textarea name="body" rows="3" spellcheck=${false}></textarea></label>
      <label>${t("doctor.canonical")}<textarea name="canonical" rows="6" spellcheck=${false}></textarea></label>
      <p><button class="main">${t("doctor.compare")}</button></p>
    </form>
    ${found && html`<${Findings} found=${found} />`}
  </section>`;
}
