// All calls, those of MRS first.
import {to} from "../app/router.js";
import {word} from "../app/texts.js";
import {html} from "../ui/html.js";

/** @param {{operations: import("./description.js").Operation[], chosen: string}} props */
export function OperationList({operations, chosen}) {
  const tags = [...new Set(operations.map((operation) => operation.tag))];
  return tags.map((tag) => html`<section key=${tag}>
    <h2>${word("tag", tag)}</h2>
    <ul>${operations.filter((operation) => operation.tag === tag).map((operation) => html`<li key=${operation.id}>
      <a href=${to("/explorer/" + operation.id)} aria-current=${operation.id === chosen ? "page" : undefined}>
        <span class=${"method " + operation.method}>${operation.method}</span> <span>${operation.id}</span></a></li>`)}
    </ul>
  </section>`);
}
