// Asks for an access key or a token. Neither leaves this page but to sign or to be sent to this server.
import {useState} from "../vendor/hooks.js";
import {canSign, signIn} from "../api/session.js";
import {t} from "../app/texts.js";
import {html} from "../ui/html.js";
import {useTitle} from "../ui/useTitle.js";

export function SignIn() {
  const [way, setWay] = useState(canSign() ? "key" : "token");
  useTitle(t("signin.title"));
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    /** @param {string} name */
    const value = (name) => String(form.get(name) ?? "").trim();
    void signIn({
      access_key: value("access_key"),
      secret_key: value("secret_key"),
      token: value("token"),
      project_id: value("project_id"),
    });
  };
  return html`<section class="page narrow">
    <h1>${t("signin.title")}</h1>
    <p>${t("signin.why")}</p>
    ${!canSign() && html`<p class="note warn">${t("signin.insecure")}</p>`}
    <form onSubmit=${submit}>
      <fieldset class="ways"><legend>${t("signin.with")}</legend>
        ${[["key", t("signin.byKey")], ["token", t("signin.byToken")]].map(([name, label]) => html`<label class="inline">
          <input type="radio" name="way" value=${name} checked=${way === name} disabled=${name === "key" && !canSign()}
            onChange=${() => setWay(name)} /> ${label}</label>`)}
      </fieldset>
      ${way === "key"
        ? html`<label>${t("signin.accessKey")}<input name="access_key" required autocomplete="username" spellcheck=${false} /></label>
            <label>${t("signin.secretKey")}<input name="secret_key" type="password" required autocomplete="off" /></label>
            <p class="dim">${t("signin.secretNote")}</p>`
        : html`<label>${t("signin.token")}<input name="token" type="password" required autocomplete="off" /></label>
            <p class="dim">${t("signin.tokenNote")}</p>`}
      <label>${t("signin.project")}<input name="project_id" required pattern="[A-Za-z0-9_\\-]{1,64}" spellcheck=${false} /></label>
      <p><button class="main">${t("signin.enter")}</button></p>
    </form>
  </section>`;
}
