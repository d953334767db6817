// Every screen, by its address.
import {Audit} from "../audit/Audit.js";
import {Cluster} from "../cluster/Cluster.js";
import {Clusters} from "../clusters/Clusters.js";
import {AllDifferences} from "../differences/AllDifferences.js";
import {Doctor} from "../doctor/Doctor.js";
import {Explorer} from "../explorer/Explorer.js";
import {People} from "../people/People.js";
import {Person} from "../person/Person.js";
import {Run} from "../run/Run.js";

/** `open`: needs no sign-in. */
export const screens = [
  {pattern: "/", show: Clusters, open: false},
  {pattern: "/clusters", show: Clusters, open: false},
  {pattern: "/clusters/{cluster}", show: Cluster, open: false},
  {pattern: "/clusters/{cluster}/runs/{operation}", show: Run, open: false},
  {pattern: "/differences", show: AllDifferences, open: false},
  {pattern: "/people", show: People, open: false},
  {pattern: "/people/{name}", show: Person, open: false},
  {pattern: "/audit", show: Audit, open: false},
  {pattern: "/explorer", show: Explorer, open: true},
  {pattern: "/explorer/{operation}", show: Explorer, open: true},
  {pattern: "/signature", show: Doctor, open: true},
];
