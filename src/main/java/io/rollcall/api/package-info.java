/// HTTP in, JSON out: the routes of the API and what each of them does. [io.rollcall.api.HttpAdapter] turns
/// requests of the web server into values, [io.rollcall.api.Dispatcher] finds the route, asks who calls and
/// whether the caller may, and hands over to a handler. Read [io.rollcall.api.Dispatcher] first.
@NullMarked
package io.rollcall.api;

import org.jspecify.annotations.NullMarked;
