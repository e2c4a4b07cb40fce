/* SPDX-License-Identifier: MIT */
/* The words that every other header uses: linkage, status, flags, lists, otk_free(). */
#ifndef OTK_TYPES_H
#define OTK_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include <otk/version.h>

#ifdef __cplusplus
#	define OTK_BEGIN_DECLS extern "C" {
#	define OTK_END_DECLS   }
#else
#	define OTK_BEGIN_DECLS
#	define OTK_END_DECLS
#endif

#if defined(__GNUC__) || defined(__clang__)
#	define OTK_API          __attribute__((visibility("default")))
#	define OTK_MUST_CHECK   __attribute__((warn_unused_result))
#	define OTK_PRINTF(f, a) __attribute__((format(printf, f, a)))
#	define OTK_MAYBE_UNUSED __attribute__((unused))
#else
#	define OTK_API
#	define OTK_MUST_CHECK
#	define OTK_PRINTF(f, a)
#	define OTK_MAYBE_UNUSED
#endif

/* Wrappers in headers are inline; a binding may compile them as real symbols instead. */
#ifndef OTK_INLINE
#	define OTK_INLINE static inline OTK_MAYBE_UNUSED
#endif

/* Public structs grow by appending, so none may end in padding. */
#if defined(__cplusplus)
#	define OTK_ASSERT_NO_TAIL(type, last)                                                  \
		static_assert(offsetof(type, last) + sizeof(((type *)0)->last) == sizeof(type), \
			#type " ends in padding")
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#	define OTK_ASSERT_NO_TAIL(type, last)                                                   \
		_Static_assert(offsetof(type, last) + sizeof(((type *)0)->last) == sizeof(type), \
			#type " ends in padding")
#else
#	define OTK_ASSERT_NO_TAIL(type, last) struct otk_assert_unused_
#endif

OTK_BEGIN_DECLS

/*
 * What a function reports. 0 is success; the values never change their numbers. The detail (HTTP
 * status, the service's words, what to do) is in the caller's otk_error.
 */
typedef enum otk_status {
	OTK_OK = 0,
	/* before anything was sent */
	OTK_E_NOMEM = 1,       /* out of memory */
	OTK_E_ARGUMENT = 2,    /* a value that cannot be right */
	OTK_E_STATE = 3,       /* right call, wrong moment (or process: after fork) */
	OTK_E_UNSUPPORTED = 4, /* this build, plugin or backend cannot do it */
	OTK_E_CRYPTO = 5,      /* key cannot be read, signing refused by the crypto library */
	OTK_E_IO = 6,          /* reading or writing a local file or descriptor failed */
	OTK_E_REFUSED = 7,     /* a hook of the caller's refused the request */
	/* tokens and callbacks */
	OTK_E_TOKEN = 16, /* malformed, or the signature is wrong */
	OTK_E_TOKEN_EXPIRED = 17,
	OTK_E_UNSIGNED = 18, /* a callback without a signature */
	OTK_E_HASH = 19,     /* the body is not the one that was signed */
	OTK_E_REPLAYED = 20,
	/* plugins: absent, broken and incompatible are three things */
	OTK_E_NO_PLUGIN = 32,
	OTK_E_PLUGIN_BROKEN = 33,
	OTK_E_PLUGIN_ABI = 34,
	/* the service was not reached, or its answer was not understood */
	OTK_E_NETWORK = 48,
	OTK_E_TLS = 49,
	OTK_E_TIMEOUT = 50,
	OTK_E_CANCELLED = 51,
	OTK_E_UNKNOWN_OUTCOME = 52, /* an unsafe request was sent, its answer was lost */
	OTK_E_PROTOCOL = 53,        /* an answer that cannot be used */
	OTK_E_TOO_LARGE = 54,       /* an answer over the limit of the client options */
	/* the service refused */
	OTK_E_REQUEST = 64,    /* 4xx without a name below */
	OTK_E_AUTH = 65,       /* 401, 403 */
	OTK_E_NOT_FOUND = 66,  /* 404 */
	OTK_E_CONFLICT = 67,   /* 409 */
	OTK_E_RATE_LIMIT = 68, /* 429 */
	OTK_E_SERVER = 69      /* 5xx */
} otk_status;

/* A short fixed word such as "not_found", for logs and JSON. Never NULL. [any thread] */
OTK_API const char *otk_status_name(otk_status status);

/* Three states, so that "not set" differs from "no". YES is 1: `true` means yes in C and C++. */
typedef enum otk_flag { OTK_UNSET = 0, OTK_YES = 1, OTK_NO = 2 } otk_flag;

/* How strictly values are checked before they are sent (design: three levels). */
typedef enum otk_checks {
	OTK_CHECKS_DEFAULT = 0, /* refuse what cannot go out of date, warn about the rest */
	OTK_CHECKS_OFF = 1,     /* send everything that can be encoded */
	OTK_CHECKS_STRICT = 2   /* refuse unknown values and ranges too */
} otk_checks;

/*
 * Lists. items == NULL: not set. items != NULL and count == 0: an empty list is sent. Never
 * grows, so it may stand inside other structs by value.
 */
typedef struct otk_strings {
	const char *const *items;
	size_t count;
} otk_strings;

typedef struct otk_pair {
	const char *name;
	const char *value;
} otk_pair;

typedef struct otk_map {
	const otk_pair *items;
	size_t count;
} otk_map;

/* A list written in place: .streams = OTK_STRINGS("a", "b"); lives as long as the block it is in.
 */
#define OTK_STRINGS(...)                                                            \
	{                                                                           \
		(const char *const[]){__VA_ARGS__},                                 \
			sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *) \
	}
#define OTK_NO_STRINGS                         \
	{                                      \
		(const char *const[]){NULL}, 0 \
	}
/* .headers = OTK_PAIRS({"X-Key", "value"}, {"X-Other", "value"}) */
#define OTK_PAIRS(...)                                                             \
	{                                                                          \
		(const otk_pair[]){__VA_ARGS__},                                   \
			sizeof((const otk_pair[]){__VA_ARGS__}) / sizeof(otk_pair) \
	}

/*
 * Free what a function of otk returned: a record, a list, a string. Takes only the pointer that
 * was returned, never one of its parts. NULL is allowed. [any thread, one at a time per object]
 */
OTK_API void otk_free(const void *returned);

OTK_END_DECLS

/* C++ has no compound literals: otk_x_options o = OTK_X_OPTIONS_INIT; then assign members. */
#ifdef __cplusplus
template <class T> inline T otk_options_init()
{
	T options = T();
	options.struct_size = sizeof(T);
	return options;
}
#	define OTK_INIT(type) otk_options_init<type>()
#else
#	define OTK_INIT(type)                      \
		{                                   \
			.struct_size = sizeof(type) \
		}
#endif

#endif
