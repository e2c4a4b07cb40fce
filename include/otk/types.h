/* SPDX-License-Identifier: MIT */
/* What every other header uses: linkage, statuses, flags, lists, otk_free(). */
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

/* The typed functions are inline; a binding may define this to compile them as symbols. */
#ifndef OTK_INLINE
#	define OTK_INLINE static inline OTK_MAYBE_UNUSED
#endif

/*
 * Public structs grow by appending, so none may end in padding. Where pointers have 4 bytes and
 * int64_t is aligned to 8 (32-bit ARM), 4 bytes may be left over; nothing may be appended in them.
 */
#if defined(__cplusplus)
#	define OTK_ASSERT_NO_TAIL(type, last)                                                    \
		static_assert(                                                                    \
			sizeof(type) - offsetof(type, last) <=                                    \
				sizeof(type::last) + (sizeof(void *) < alignof(int64_t) ? 4 : 0), \
			#type " ends in padding")
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#	define OTK_ASSERT_NO_TAIL(type, last)                                               \
		_Static_assert(sizeof(type) - offsetof(type, last) <=                        \
				       sizeof(((type *)0)->last) +                           \
					       (sizeof(void *) < _Alignof(int64_t) ? 4 : 0), \
			#type " ends in padding")
#else
#	define OTK_ASSERT_NO_TAIL(type, last) struct otk_assert_unused_
#endif

/* Casts to `type *` that compilers accept with -Wold-style-cast (C++) and -Wcast-qual. */
#ifdef __cplusplus
#	define OTK_CAST_(type, pointer)       static_cast<type *>(pointer)
#	define OTK_CONST_CAST_(type, pointer) const_cast<type *>(pointer)
#else
#	define OTK_CAST_(type, pointer)       ((type *)(pointer))
#	define OTK_CONST_CAST_(type, pointer) ((type *)(uintptr_t)(pointer))
#endif

/* Number of elements of an array (not of a pointer). */
#define OTK_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

OTK_BEGIN_DECLS

/*
 * The result of a function. 0 is success; the values never change their numbers. Details (HTTP
 * status, the service's message, what to do) are in the caller's otk_error.
 */
typedef enum otk_status {
	OTK_OK = 0,
	/* before anything was sent */
	OTK_E_NOMEM = 1,       /* out of memory */
	OTK_E_ARGUMENT = 2,    /* a value that cannot be right */
	OTK_E_STATE = 3,       /* not allowed now, or not in this process (after fork) */
	OTK_E_UNSUPPORTED = 4, /* this build, plugin or backend cannot do it */
	OTK_E_CRYPTO = 5,      /* key cannot be read, signing refused by the crypto library */
	OTK_E_IO = 6,          /* reading or writing a local file or descriptor failed */
	OTK_E_REFUSED = 7,     /* a hook plugin refused the request */
	/* tokens and callbacks */
	OTK_E_TOKEN = 16, /* malformed, or the signature is wrong */
	OTK_E_TOKEN_EXPIRED = 17,
	OTK_E_UNSIGNED = 18, /* a callback without a signature */
	OTK_E_HASH = 19,     /* a digest differs from the one that was stated */
	OTK_E_REPLAYED = 20, /* a callback that was received before */
	/* plugins: absent, broken and incompatible are three statuses */
	OTK_E_NO_PLUGIN = 32,
	OTK_E_PLUGIN_BROKEN = 33,
	OTK_E_PLUGIN_ABI = 34,
	/* no response, or one that cannot be used */
	OTK_E_NETWORK = 48,
	OTK_E_TLS = 49,
	OTK_E_TIMEOUT = 50,
	OTK_E_CANCELLED = 51,
	OTK_E_UNKNOWN_OUTCOME = 52, /* may have been carried out: look before repeating */
	OTK_E_PROTOCOL = 53,        /* a response that cannot be used */
	OTK_E_TOO_LARGE = 54,       /* a response over a limit of the client options */
	/* the service refused */
	OTK_E_REQUEST = 64,    /* 4xx that is not listed below */
	OTK_E_AUTH = 65,       /* 401, 403 */
	OTK_E_NOT_FOUND = 66,  /* 404 */
	OTK_E_CONFLICT = 67,   /* 409 */
	OTK_E_RATE_LIMIT = 68, /* 429 */
	OTK_E_SERVER = 69      /* 5xx */
} otk_status;

/*
 * Returns a short name such as "not_found", for logs and JSON; static, never NULL. [any thread]
 */
OTK_API const char *otk_status_name(otk_status status);

/* Three states, so that "not set" differs from "no". YES is 1: `true` means yes in C and C++. */
typedef enum otk_flag { OTK_UNSET = 0, OTK_YES = 1, OTK_NO = 2 } otk_flag;

/* How strictly values are checked before they are sent. */
typedef enum otk_checks {
	/*
	 * Refuses wrong types, missing members, lengths, exclusions, unknown member names, control
	 * characters. Unknown values and numbers out of range give a warning event.
	 */
	OTK_CHECKS_DEFAULT = 0,
	OTK_CHECKS_OFF = 1,   /* sends everything that can be encoded */
	OTK_CHECKS_STRICT = 2 /* refuses unknown values and numbers out of range as well */
} otk_checks;

/*
 * A list of strings. items NULL: not set. items not NULL and count 0: an empty list is sent. Does
 * not grow in later versions, so structs hold it by value.
 *
 * The other lists of this API: structs in an array are a pointer and a count beside it (`hooks` and
 * `hook_count`, `items` and `item_count`); path ids and fixed tables end in NULL.
 */
typedef struct otk_strings {
	const char *const *items;
	size_t count;
} otk_strings;

/* A name and a value, both NUL-terminated. */
typedef struct otk_pair {
	const char *name;
	const char *value;
} otk_pair;

/* A list of pairs, with the rules of otk_strings. */
typedef struct otk_map {
	const otk_pair *items;
	size_t count;
} otk_map;

/*
 * A list written in place: .streams = OTK_STRINGS("a", "b"), .headers = OTK_PAIRS({"X-Key",
 * "value"}, {"X-Other", "value"}). In C they are initialisers, valid as long as the block that they
 * are in. In C++ they are values, valid until the same expression is evaluated again in the same
 * thread; functions of otk copy what they get. C++ has OTK_NO_STRINGS as a value as well.
 */
#ifndef __cplusplus
#	define OTK_STRINGS(...)                                                            \
		{                                                                           \
			(const char *const[]){__VA_ARGS__},                                 \
				sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *) \
		}
#	define OTK_NO_STRINGS                         \
		{                                      \
			(const char *const[]){NULL}, 0 \
		}
#	define OTK_PAIRS(...)                                                             \
		{                                                                          \
			(const otk_pair[]){__VA_ARGS__},                                   \
				sizeof((const otk_pair[]){__VA_ARGS__}) / sizeof(otk_pair) \
		}
#else
#	define OTK_STRINGS(...) otk_list_of<otk_strings, const char *>([] {}, {__VA_ARGS__})
#	define OTK_NO_STRINGS   otk_empty_list()
#	define OTK_PAIRS(...)   otk_list_of<otk_map, otk_pair>([] {}, {__VA_ARGS__})
#endif

/*
 * Frees what a function of otk returned: a record, a list, a string. returned: the pointer that the
 * function gave, never a part of it; NULL is allowed. [any thread, one at a time per object]
 */
OTK_API void otk_free(const void *returned);

OTK_END_DECLS

/*
 * OTK_INIT: the _INIT of a struct. C++: otk_x_options o = OTK_X_OPTIONS_INIT; then set members.
 * OTK_MAKE: what OTK_X_OPTIONS(.member = value, …) is made of. In C++ members must be in the order
 * of their declaration (a language extension before C++20), and &OTK_X_OPTIONS(…) is valid until
 * the end of the full expression, so pass it to a function at once.
 */
#ifdef __cplusplus
/* Members that are not named are zero on purpose; g++ -Wextra would list all of them. */
#	pragma GCC system_header
template <class T> inline T &otk_lvalue(T &&value)
{
	return value;
}
#	define OTK_MAKE(type, ...) \
		otk_lvalue(__extension__ type{.struct_size = sizeof(type), __VA_ARGS__})
template <class T> inline T otk_options_init()
{
	T options = T();
	options.struct_size = sizeof(T);
	return options;
}
#	define OTK_INIT(type) otk_options_init<type>()

/* Each use of the macros passes a lambda of its own type, so each has storage of its own. */
template <class List, class Item, class Use, size_t N>
inline List otk_list_of(Use, const Item (&items)[N])
{
	thread_local Item kept[N];
	List list;

	for (size_t i = 0; i < N; i++)
		kept[i] = items[i];
	list.items = kept;
	list.count = N;
	return list;
}
inline otk_strings otk_empty_list()
{
	static const char *const nothing[] = {nullptr};
	otk_strings list = {nothing, 0};
	return list;
}
#else
#	define OTK_MAKE(type, ...) ((type){.struct_size = sizeof(type), __VA_ARGS__})
#	define OTK_INIT(type)                      \
		{                                   \
			.struct_size = sizeof(type) \
		}
#endif

#endif
