/// What entries look like: DNs, object classes and attributes, and how a group lists its members. The one place
/// that knows. Read [io.rollcall.manager.layout.DirectoryLayout] first.
@NullMarked
package io.rollcall.manager.layout;

import org.jspecify.annotations.NullMarked;
