/// The IAM as a YAML file, read again when it changes; a file with a mistake is refused as a whole. Read
/// [io.rollcall.iam.file.FileIdentitySource] first.
@NullMarked
package io.rollcall.iam.file;

import org.jspecify.annotations.NullMarked;
