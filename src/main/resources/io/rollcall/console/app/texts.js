// The words of the console, in the language that the reader chose or the browser prefers.
import {effect, signal} from "../vendor/signals.js";
import {en} from "./en.js";
import {zh} from "./zh.js";

const stored = localStorage.getItem("language");

/** @type {import("../vendor/signals.js").Signal<"en" | "zh">} */
export const language = signal(stored === "en" || stored === "zh" ? stored : navigator.language.startsWith("zh") ? "zh" : "en");

effect(() => {
  localStorage.setItem("language", language.value);
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
});

/**
 * A text with its numbers and names.
 * @param {keyof typeof en} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = (language.value === "zh" ? zh : en)[key];
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** The word for a value of the API, or the value itself where there is none. @param {string} group @param {string} value */
export function word(group, value) {
  const key = /** @type {keyof typeof en} */ (`${group}.${value}`);
  return (language.value === "zh" ? zh : en)[key] ?? value.replaceAll("_", " ");
}
