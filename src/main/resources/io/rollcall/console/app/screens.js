// Every screen, by its address.
import {Cluster} from "../cluster/Cluster.js";
import {Clusters} from "../clusters/Clusters.js";
import {Doctor} from "../doctor/Doctor.js";
import {Explorer} from "../explorer/Explorer.js";
import {Run} from "../run/Run.js";

/** `open`: needs no sign-in. */
export const screens = [
  {pattern: "/", show: Clusters, open: false},
  {pattern: "/clusters", show: Clusters, open: false},
  {pattern: "/clusters/{cluster}", show: Cluster, open: false},
  {pattern: "/clusters/{cluster}/runs/{operation}", show: Run, open: false},
  {pattern: "/explorer", show: Explorer, open: true},
  {pattern: "/explorer/{operation}", show: Explorer, open: true},
  {pattern: "/signature", show: Doctor, open: true},
];
