// Takes a text to the clipboard and says so.
import {useState} from "../vendor/hooks.js";
import {t} from "../app/texts.js";
import {html} from "./html.js";

/** @param {{text: string, label?: string}} props */
export function CopyButton({text, label}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return html`<button type="button" class="small" onClick=${copy} onBlur=${() => setCopied(false)}>
    <span aria-live="polite">${copied ? t("copied") : (label ?? t("copy"))}</span>
  </button>`;
}
