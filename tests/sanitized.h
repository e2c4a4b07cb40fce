/* SPDX-License-Identifier: MIT */
/*
 * Defines OTK_SANITIZED if this code is compiled with AddressSanitizer or ThreadSanitizer: GCC
 * defines macros, Clang has features.
 */
#ifndef OTK_TESTS_SANITIZED_H
#define OTK_TESTS_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#	define OTK_SANITIZED 1
#elif defined(__has_feature)
#	if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#		define OTK_SANITIZED 1
#	endif
#endif

#endif
