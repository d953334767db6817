// The API Explorer: a form for each call, its answer, and the call as a program.
import {useEffect, useRef, useState} from "../vendor/hooks.js";
import {signal} from "../vendor/signals.js";
import {send} from "../api/client.js";
import {rememberCluster, session} from "../api/session.js";
import {go, to} from "../app/router.js";
import {t} from "../app/texts.js";
import {Prose} from "../ui/Prose.js";
import {Problem} from "../ui/Problem.js";
import {html} from "../ui/html.js";
import {useLoad} from "../ui/useLoad.js";
import {useTitle} from "../ui/useTitle.js";
import {Answer} from "./Answer.js";
import {callOf, keyOf} from "./call.js";
import {describe} from "./description.js";
import {Field} from "./Field.js";
import {note} from "./sent.js";
import {History} from "./History.js";
import {OperationList} from "./OperationList.js";
import {SampleCode} from "./SampleCode.js";

/** What stands in the fields, the same field in all forms. */
const values = signal(/** @type {import("./call.js").Values} */ ({}));

/** What a body says to one call is not what it says to another. @param {string} operation */
const scope = (operation) => (/** @type {{in: string, name: string}} */ field) =>
  field.in === "body" || field.in === "query" ? `${operation}.${keyOf(field)}` : keyOf(field);

/** What the form begins with. @returns {import("./call.js").Values} */
const known = () => ({
  "path.project_id": session.value?.project ?? "",
  "path.cluster_id": session.value?.cluster ?? "",
});

/** @param {Response} answer @param {(text: string) => void} tell */
async function readBody(answer, tell) {
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream") || !answer.body) {
    return answer.text();
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return text;
    text += value;
    tell(text);
  }
}

/** @param {{operation: import("./description.js").Operation}} props */
function Form({operation}) {
  const [answer, setAnswer] = useState(/** @type {import("./Answer.js").Shown | undefined} */ (undefined));
  const [error, setError] = useState(/** @type {string | undefined} */ (undefined));
  const [busy, setBusy] = useState(false);
  const stop = useRef(/** @type {AbortController | null} */ (null));
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const arrived = answer !== undefined || error !== undefined;
  // It is below the sample code, and on a phone below the form.
  useEffect(() => {
    if (arrived && !busy) place.current?.scrollIntoView({block: "start"});
  }, [arrived, busy]);
  const key = scope(operation.id);
  const fields = [...operation.parameters, ...(operation.body ?? [])];
  const stored = {...known(), ...values.value};
  const filled = Object.fromEntries(fields.map((field) => [keyOf(field), stored[key(field)] ?? ""]));
  const call = callOf(operation, filled, location.origin);
  const changes = call.method !== "GET";

  /** @param {{in: string, name: string}} field @param {string} value */
  const set = (field, value) => {
    values.value = {...values.value, [key(field)]: value};
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    stop.current = new AbortController();
    const started = performance.now();
    try {
      const {answer: got, sent} = await send({
        method: call.method, path: call.path, query: call.query, headers: call.headers, body: call.bodyText,
        anonymous: call.anonymous, signal: stop.current.signal});
      const shown = {
        status: got.status,
        statusText: got.statusText,
        ms: Math.round(performance.now() - started),
        headers: /** @type {[string, string][]} */ ([...got.headers]),
        body: "",
        running: true,
        sent: {line: `${call.method} ${call.path}${call.query && "?" + call.query}`, body: call.bodyText, ...sent},
      };
      note({operation: operation.id, method: call.method, values: filled, status: got.status, at: new Date().toISOString()});
      if (got.ok && filled["path.cluster_id"]) rememberCluster(filled["path.cluster_id"]);
      setAnswer(shown);
      const body = await readBody(got, (text) => setAnswer({...shown, body: text}));
      setAnswer({...shown, body, running: false, ms: Math.round(performance.now() - started)});
    } catch (failure) {
      if (stop.current.signal.aborted) setAnswer((before) => before && {...before, running: false});
      else setError(`${t("problem.unreachable")} ${failure}`);
    } finally {
      setBusy(false);
    }
  };
  /** @param {import("./sent.js").Sent} sent */
  const refill = (sent) => {
    const keys = scope(sent.operation);
    /** @type {import("./call.js").Values} */
    const old = {};
    for (const [name, value] of Object.entries(sent.values)) {
      const [place, ...rest] = name.split(".");
      old[keys({in: place, name: rest.join(".")})] = value;
    }
    values.value = {...values.value, ...old};
    if (sent.operation !== operation.id) go("/explorer/" + sent.operation);
  };

  return html`
    <section class="form" aria-labelledby="operation">
      <h1 id="operation">${operation.id}</h1>
      <p class="path"><span class=${"method " + operation.method}>${operation.method}</span> <code>${operation.path}</code></p>
      <p><${Prose} text=${`${operation.summary}. ${operation.description}`} /></p>
      <form onSubmit=${submit}>
        ${operation.parameters.length > 0 && html`<fieldset><legend>${t("form.parameters")}</legend>
          ${operation.parameters.map((field) => html`<${Field} key=${keyOf(field)} field=${field} value=${filled[keyOf(field)]}
            set=${(/** @type {string} */ value) => set(field, value)} />`)}</fieldset>`}
        ${operation.body && html`<fieldset><legend>${t("form.body")}</legend>
          ${operation.body.map((field) => html`<${Field} key=${keyOf(field)} field=${field} value=${filled[keyOf(field)]}
            set=${(/** @type {string} */ value) => set(field, value)} />`)}</fieldset>`}
        <div class="send">
          <button class="main" disabled=${busy || (!session.value && !operation.anonymous)}>${t("form.send")}</button>
          ${busy && html`<button type="button" class="small" onClick=${() => stop.current?.abort()}>${t("form.stop")}</button>`}
          ${!session.value && !operation.anonymous && html`<a href=${to("/")}>${t("form.signIn")}</a>`}
          ${changes && html`<span class="warn">${t("form.changes")}</span>`}
        </div>
      </form>
    </section>
    <aside aria-label=${t("samples")}>
      <section><h2>${t("samples")}</h2><${SampleCode} call=${call} /></section>
      <section ref=${place}><h2>${t("answer")}</h2><${Answer} answer=${answer} error=${error} />
        ${answer?.status === 401 && html`<p><a href=${to("/signature")}>${t("doctor.title")}</a></p>`}</section>
      <section><h2>${t("history")}</h2><${History} choose=${refill} />
        <p><a href=${to("/signature")}>${t("doctor.title")}</a></p></section>
    </aside>`;
}

/** @param {{operation?: string}} props */
export function Explorer({operation}) {
  const {data, error} = useLoad(() => describe(), []);
  const chosen = data?.find((one) => one.id === operation) ?? data?.[0];
  useTitle(chosen?.id ?? t("nav.explorer"));
  if (error) return html`<section class="page"><${Problem} error=${error} /></section>`;
  if (!data || !chosen) return html`<p class="page dim">${t("loading")}</p>`;
  return html`<div class="explorer">
    <nav class="operations" aria-label=${t("explorer.calls")}><${OperationList} operations=${data} chosen=${chosen.id} /></nav>
    <${Form} key=${chosen.id} operation=${chosen} />
  </div>`;
}
