// Tabs as a keyboard expects them: arrows move, one stop in the order of tabs.
import {html} from "./html.js";

/**
 * @param {{label: string, names: string[], chosen: string, choose: (name: string) => void, id: string}} props
 */
export function Tabs({label, names, chosen, choose, id}) {
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names[(names.indexOf(chosen) + step + names.length) % names.length];
    choose(next);
    document.getElementById(`${id}-${names.indexOf(next)}`)?.focus();
  };
  return html`<div role="tablist" aria-label=${label} onKeyDown=${move}>
    ${names.map((name, i) => html`<button type="button" role="tab" key=${name} id=${`${id}-${i}`}
      aria-selected=${name === chosen} aria-controls=${`${id}-panel`} tabindex=${name === chosen ? 0 : -1}
      onClick=${() => choose(name)}>${name}</button>`)}
  </div>`;
}
