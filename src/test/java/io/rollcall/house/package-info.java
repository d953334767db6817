/// Tests of the house itself: its rooms and arrows, its references, its licences. What starts the whole product is
/// in the package above; every other test lives beside what it tests.
package io.rollcall.house;
