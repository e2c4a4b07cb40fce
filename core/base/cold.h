/* SPDX-License-Identifier: MIT */
/*
 * Included last by files whose code runs once per key, file, client, plugin or error, and inside a
 * file before such code: GCC compiles what follows for size, as the libraries are to stay small.
 * With a frame pointer and one exit for each function, the unwind tables are smaller as well;
 * splitting functions and reordering instructions for speed would make the code longer.
 */
#ifndef OTK_BASE_COLD_H
#define OTK_BASE_COLD_H

#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#	pragma GCC optimize("Os", "no-omit-frame-pointer", "no-optimize-sibling-calls", \
		"no-partial-inlining", "no-schedule-insns2")
#endif

#endif
