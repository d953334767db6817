/// Where identities come from: a YAML file that is watched, and, in a package of its own, an IAM over HTTP.
/// Owns the format of that file and the judgement of whether its present content may be trusted. Read
/// [io.rollcall.iam.FileIdentitySource] first.
@NullMarked
package io.rollcall.iam;

import org.jspecify.annotations.NullMarked;
