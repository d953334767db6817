// Every screen, by its address.
import {Doctor} from "../doctor/Doctor.js";
import {Explorer} from "../explorer/Explorer.js";

/** `open`: needs no sign-in. */
export const screens = [
  {pattern: "/", show: Explorer, open: false},
  {pattern: "/explorer", show: Explorer, open: true},
  {pattern: "/explorer/{operation}", show: Explorer, open: true},
  {pattern: "/signature", show: Doctor, open: true},
];
