// Package faulttest is the tests of what a commit says and does when servers and
// connections fail, beyond those of one server and small sessions: several
// servers, sessions larger than any buffer, servers that come again while the
// commit goes on, and what others store on them meanwhile.
//
// SESSH_FAULT_POINTS says how many faults [TestServersFail] tries, and
// SESSH_FAULT_SEED which.
package faulttest
