/// Everything at once on loopback, to try it: `rollcall demo`. Read [io.rollcall.demo.Demo] first.
@NullMarked
package io.rollcall.demo;

import org.jspecify.annotations.NullMarked;
