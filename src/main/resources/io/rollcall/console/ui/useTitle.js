// What the tab of the browser says.
import {useEffect} from "../vendor/hooks.js";

/** @param {string} title */
export function useTitle(title) {
  useEffect(() => {
    document.title = `${title} · Rollcall`;
  }, [title]);
}
