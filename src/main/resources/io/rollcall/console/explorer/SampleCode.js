// The request of the form as programs.
import {useState} from "../vendor/hooks.js";
import {t} from "../app/texts.js";
import {samples} from "../samples/samples.js";
import {CopyButton} from "../ui/CopyButton.js";
import {Tabs} from "../ui/Tabs.js";
import {html} from "../ui/html.js";
import {canRun, Outcome, useRun} from "./RunHere.js";

/** @param {string} text @param {string} file */
function download(text, file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "text/plain"}));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {{sample: import("../samples/samples.js").Sample}} props */
function Fixed({sample}) {
  return html`
    <div class="needs"><code>${sample.needs}</code>
      <${CopyButton} text=${sample.text} />
      <button type="button" class="small" onClick=${() => download(sample.text, sample.file)}>${t("download")}</button></div>
    <pre tabindex="0" aria-label=${sample.file}>${sample.text}</pre>`;
}

/** A text that can be edited and run. @param {{sample: import("../samples/samples.js").Sample}} props */
function Runnable({sample}) {
  // What a person made of the text, until the form makes another one.
  const [edited, setEdited] = useState({of: "", text: ""});
  const {running, run} = useRun();
  const text = edited.of === sample.text ? edited.text : sample.text;
  return html`
    <div class="needs"><code>${sample.needs}</code>
      <button type="button" class="small" aria-disabled=${!!running.busy} onClick=${() => run(text)}>${t("script.run")}</button>
      <${CopyButton} text=${text} />
      <button type="button" class="small" onClick=${() => download(text, sample.file)}>${t("download")}</button></div>
    <textarea class="script" aria-label=${sample.file} rows=${text.split("\n").length} spellcheck=${false} value=${text}
      onInput=${(/** @type {any} */ event) => setEdited({of: sample.text, text: event.target.value})}></textarea>
    ${text !== sample.text && html`<button type="button" class="link" onClick=${() => setEdited({of: "", text: ""})}>${t("script.asMade")}</button>`}
    <${Outcome} running=${running} />`;
}

/** @param {{call: import("./call.js").Call, id?: string}} props */
export function SampleCode({call, id = "sample"}) {
  const [wanted, setWanted] = useState(sessionStorage.getItem("sample") ?? "Java");
  const all = samples(call);
  const shown = all.find((sample) => sample.name === wanted) ?? all[0];
  /** @param {string} name */
  const choose = (name) => {
    sessionStorage.setItem("sample", name);
    setWanted(name);
  };
  return html`
    <${Tabs} label=${t("samples")} id=${id} names=${all.map((sample) => sample.name)} chosen=${shown.name} choose=${choose} />
    <div role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${all.indexOf(shown)}`}>
      ${canRun(shown) ? html`<${Runnable} key=${shown.name} sample=${shown} />` : html`<${Fixed} key=${shown.name} sample=${shown} />`}
    </div>`;
}
