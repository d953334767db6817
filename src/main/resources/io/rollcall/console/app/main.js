// Starts the console: who is signed in, which screen, and the page around it.
import {render} from "../vendor/preact.js";
import {followSignInLink, restoreSession} from "../api/session.js";
import {html} from "../ui/html.js";
import {Console} from "./Console.js";
import {startRouter} from "./router.js";
import "./look.js";

startRouter();
if (!(await followSignInLink())) await restoreSession();
const place = document.getElementById("console");
if (place) {
  place.replaceChildren();
  render(html`<${Console} />`, place);
}
