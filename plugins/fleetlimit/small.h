/* SPDX-License-Identifier: MIT */
/*
 * Included last by all files of the plugin: GCC compiles what follows for size, and with frame
 * pointers, which make the unwind tables smaller. Most of the code runs once for many calls.
 */
#ifndef OTK_FLEETLIMIT_SMALL_H
#define OTK_FLEETLIMIT_SMALL_H

#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#	pragma GCC optimize("Os", "no-omit-frame-pointer", "no-optimize-sibling-calls", \
		"no-partial-inlining", "no-schedule-insns2")
#endif

#endif
