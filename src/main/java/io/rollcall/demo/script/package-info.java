/// What does a text of sample code do, without a shell? The samples of the console are read in the part of the
/// shell's language that they use, and carried out by [Tool]s of this program: no process is started, no file is
/// opened. What is beyond that part is refused by its line. Begin with [ScriptRun].
@NullMarked
package io.rollcall.demo.script;

import org.jspecify.annotations.NullMarked;
