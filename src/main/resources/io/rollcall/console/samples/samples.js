// One request as programs.
import {curlSigned, curlToken} from "./curl.js";
import {go} from "./go.js";
import {java} from "./java.js";
import {kooCli} from "./koocli.js";
import {node} from "./node.js";
import {python} from "./python.js";
import {rollcall} from "./rollcall.js";

/**
 * @typedef {{name: string, file: string, needs: string, text: string}} Sample
 *     needs: the library or the programs, with the version that has the call
 */

/** @param {import("../explorer/call.js").Call} call @returns {Sample[]} */
export const samples = (call) => [
  java(call),
  python(call),
  go(call),
  node(call),
  ...(call.anonymous ? [] : [curlSigned(call)]),
  curlToken(call),
  ...(call.sdkId ? [kooCli(call)] : []),
  ...rollcall(call),
];
