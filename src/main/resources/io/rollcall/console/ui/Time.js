// A time of the server in the reader's zone, with UTC beside it.
import {language} from "../app/texts.js";
import {html} from "./html.js";

/** @param {{at: string | undefined}} props */
export function Time({at}) {
  if (!at) return null;
  const date = new Date(at);
  const local = date.toLocaleString(language.value === "zh" ? "zh-CN" : undefined, {
    year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit"});
  const utc = date.toISOString().replace(/\.\d+/, "").replace("T", " ");
  const clock = utc.slice(11, -1);
  return html`<time datetime=${at} title=${utc}><span class="nowrap">${local}</span> <small class="nowrap">${clock} UTC</small></time>`;
}
