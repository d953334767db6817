// Where one can go, who is signed in, and how the console looks.
import {session, signOut} from "../api/session.js";
import {html} from "../ui/html.js";
import {look} from "./look.js";
import {go, route, to} from "./router.js";
import {language, t} from "./texts.js";

const PLACES = /** @type {const} */ ([
  ["/clusters", "nav.clusters"],
  ["/people", "nav.people"],
  ["/audit", "nav.audit"],
  ["/explorer", "nav.explorer"],
]);

function Caller() {
  const now = session.value;
  if (!now) return null;
  const leave = () => {
    void signOut();
    go("/");
  };
  const name = now.credential.kind === "key" ? now.credential.accessKey : t("signin.byToken");
  return html`<span class="caller"><span class="dim">${t("signedIn")}</span> <code>${name}</code>
    <button type="button" class="small" onClick=${leave}>${t("signOut")}</button></span>`;
}

/** @param {{label: string, value: string, options: string[][], choose: (value: string) => void}} props */
function Choice({label, value, options, choose}) {
  return html`<select aria-label=${label} value=${value} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
    ${options.map(([name, text]) => html`<option value=${name} selected=${name === value}>${text}</option>`)}
  </select>`;
}

export function Header() {
  const {path} = route.value;
  return html`<header>
    <a class="brand" href=${to("/")}>Rollcall</a>
    <nav aria-label=${t("nav.label")}>
      ${PLACES.map(([address, key]) => html`<a href=${to(address)} aria-current=${path.startsWith(address) || (path === "/" && address === "/clusters") ? "page" : undefined}>${t(key)}</a>`)}
    </nav>
    <div class="tools">
      <${Caller} />
      <${Choice} label=${t("language")} value=${language.value} options=${[["en", "English"], ["zh", "中文"]]}
        choose=${(/** @type {"en" | "zh"} */ value) => (language.value = value)} />
      <${Choice} label=${t("look")} value=${look.value}
        options=${[["system", t("look.system")], ["light", t("look.light")], ["dark", t("look.dark")]]}
        choose=${(/** @type {import("./look.js").Look} */ value) => (look.value = value)} />
    </div>
  </header>`;
}
