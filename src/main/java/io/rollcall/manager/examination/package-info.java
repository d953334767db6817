/// What stands in the way of a synchronization, found out by looking and by one entry that is made and removed
/// again. Read [io.rollcall.manager.examination.DirectoryExamination] first.
@NullMarked
package io.rollcall.manager.examination;

import org.jspecify.annotations.NullMarked;
