/* SPDX-License-Identifier: MIT */
/*
 * Included last by files of plugins whose code runs rarely: once per client, error, report, or once
 * for many calls. GCC compiles what follows for size, and with frame pointers, which make the
 * unwind tables smaller.
 */
#ifndef OTK_PLUGINS_TYPES_SMALL_H
#define OTK_PLUGINS_TYPES_SMALL_H

#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#	pragma GCC optimize("Os", "no-omit-frame-pointer", "no-optimize-sibling-calls", \
		"no-partial-inlining", "no-schedule-insns2")
#endif

#endif
