/// Requests as checked values: target, headers, bodies, queries and the route that they name. No unchecked string
/// goes further. Read [io.rollcall.api.request.Route] first.
@NullMarked
package io.rollcall.api.request;

import org.jspecify.annotations.NullMarked;
