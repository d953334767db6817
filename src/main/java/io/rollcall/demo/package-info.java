/// All parts at once on loopback, to try the product: `rollcall demo`. Read [io.rollcall.demo.Demo] first.
@NullMarked
package io.rollcall.demo;

import org.jspecify.annotations.NullMarked;
