/// HTTP in, JSON out: the routes of the API and what each of them does. [io.rollcall.api.HttpAdapter] turns
/// requests of the web server into values, [io.rollcall.api.Dispatcher] finds the route, authenticates and
/// authorizes the caller, and passes the request to a handler. Read [io.rollcall.api.Dispatcher] first.
@NullMarked
package io.rollcall.api;

import org.jspecify.annotations.NullMarked;
