/// Asks an IAM over HTTP: pages, retries, deadlines, a circuit breaker, answers that are remembered, and doubts
/// about what an answer left out. Read [io.rollcall.iam.http.IamClient] first.
@NullMarked
package io.rollcall.iam.http;

import org.jspecify.annotations.NullMarked;
