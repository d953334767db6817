/// The pages that a browser gets: the console and the API Explorer.
///
/// They are static files, and a client of the API like any other: nothing here knows a caller or a cluster. The files
/// are resources beside this package, a folder for each screen. Begin with [Console]; of the files, with
/// `app/main.js`.
@NullMarked
package io.rollcall.console;

import org.jspecify.annotations.NullMarked;
