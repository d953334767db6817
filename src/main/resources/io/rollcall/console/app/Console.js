// The page: a header, and the screen that the address asks for.
import "../vendor/signals.js";
import {session} from "../api/session.js";
import {SignIn} from "../signin/SignIn.js";
import {html} from "../ui/html.js";
import {Header} from "./Header.js";
import {match, route} from "./router.js";
import {screens} from "./screens.js";
import {t} from "./texts.js";

function Screen() {
  const {path, search} = route.value;
  for (const {pattern, show, open} of screens) {
    const values = match(pattern, path);
    if (values) {
      return session.value || open ? html`<${show} key=${path} ...${values} search=${search} />` : html`<${SignIn} />`;
    }
  }
  return html`<section class="page"><h1>${t("missing.title")}</h1><p>${t("missing.text")}</p></section>`;
}

export function Console() {
  return html`
    <a class="skip" href="#main">${t("skip")}</a>
    <${Header} />
    <main id="main" tabindex="-1"><${Screen} /></main>`;
}
