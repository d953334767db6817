// Light or dark, as the system has it or as the reader chose.
import {effect, signal} from "../vendor/signals.js";

/** @typedef {"system" | "light" | "dark"} Look */

const stored = localStorage.getItem("look");

export const look = signal(/** @type {Look} */ (stored === "light" || stored === "dark" ? stored : "system"));

effect(() => {
  localStorage.setItem("look", look.value);
  document.documentElement.dataset.look = look.value;
});
