// Which screen the address asks for. Every screen has an address of its own, filters included.
import {signal} from "../vendor/signals.js";

const HOME = "/console";

const here = () => ({path: location.pathname.slice(HOME.length) || "/", search: new URLSearchParams(location.search)});

export const route = signal(here());

const follow = () => {
  route.value = here();
};

/** @param {string} address below the console @param {{replace?: boolean}} [how] */
export function go(address, {replace = false} = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", HOME + address);
  follow();
  if (!replace) scrollTo(0, 0);
}

/** Changes the query of this address. @param {Record<string, string | undefined>} changes */
export function ask(changes) {
  const search = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) search.set(name, value);
    else search.delete(name);
  }
  const text = search.toString();
  go(route.value.path + (text ? "?" + text : ""), {replace: true});
}

/** The address of a link. @param {string} address */
export const to = (address) => HOME + address;

/** Follows the links of the console without loading the page anew. */
export function startRouter() {
  addEventListener("popstate", follow);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.hash || link.origin !== location.origin) return;
    if (!link.pathname.startsWith(HOME + "/")) return;
    event.preventDefault();
    go(link.pathname.slice(HOME.length) + link.search);
  });
}

/**
 * What the variables of a pattern stand for, or null where it is another path.
 * @param {string} pattern with variables as {name} @param {string} path
 * @returns {Record<string, string> | null}
 */
export function match(pattern, path) {
  const wanted = pattern.split("/");
  const found = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== found.length) return null;
  /** @type {Record<string, string>} */
  const values = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith("{")) values[part.slice(1, -1)] = decodeURIComponent(found[i]);
    else if (part !== found[i]) return null;
  }
  return values;
}
