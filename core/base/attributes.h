/* SPDX-License-Identifier: MIT */
/* Attributes of functions. */
#ifndef OTK_BASE_ATTRIBUTES_H
#define OTK_BASE_ATTRIBUTES_H

/* For functions on error paths: compiled for size, and branches that lead to them as unlikely. */
#define OTK_COLD __attribute__((cold))
/* For the few functions whose loops take most of the time; all others are packed. */
#define OTK_ALIGNED __attribute__((aligned(32)))

/* Defined if this code is compiled with AddressSanitizer or ThreadSanitizer. GCC says so by macros,
 * Clang by features. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#	define OTK_SANITIZED 1
#elif defined(__has_feature)
#	if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#		define OTK_SANITIZED 1
#	endif
#endif

#endif
