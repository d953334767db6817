/// Asks an IAM over HTTP: pages, retries, deadlines, a circuit breaker, cached answers, and the issues of
/// incomplete ones. Read [io.rollcall.iam.http.IamClient] first.
@NullMarked
package io.rollcall.iam.http;

import org.jspecify.annotations.NullMarked;
