// The request of the form as programs.
import {useState} from "../vendor/hooks.js";
import {t} from "../app/texts.js";
import {samples} from "../samples/samples.js";
import {CopyButton} from "../ui/CopyButton.js";
import {Tabs} from "../ui/Tabs.js";
import {html} from "../ui/html.js";

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
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([shown.text], {type: "text/plain"}));
    link.download = shown.file;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return html`
    <${Tabs} label=${t("samples")} id=${id} names=${all.map((sample) => sample.name)} chosen=${shown.name} choose=${choose} />
    <div role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${all.indexOf(shown)}`}>
      <div class="needs"><code>${shown.needs}</code>
        <${CopyButton} text=${shown.text} />
        <button type="button" class="small" onClick=${download}>${t("download")}</button></div>
      <pre tabindex="0" aria-label=${shown.file}>${shown.text}</pre>
    </div>`;
}
