/* SPDX-License-Identifier: MIT */
/*
 * For authors of plugins: include this header, write tables, end with OTK_PLUGIN(). A plugin does
 * not link libotk. C11 or later.
 *
 * A REST feature is data: types are tables of fields, operations are rows. The library uses them to
 * encode, validate and decode, to find operations by name, and to make the command line and its
 * help. Tables are static const and must exist until the process ends; plugins are never unloaded.
 *
 * Rationale: nothing is described twice. A limit, a known value or a help line is in one row, and
 * every way to call the operation (C, JSON, command line) uses it. Tables are checked once, when
 * the plugin is loaded; a table that contradicts itself is refused with the reason.
 */
#ifndef OTK_PLUGIN_H
#define OTK_PLUGIN_H

#include <otk/call.h>
#include <otk/plugins.h>

OTK_BEGIN_DECLS

#define OTK_PLUGIN_MAGIC     0x6b746f31u /* never changes */
#define OTK_PLUGIN_ABI_MAJOR 1           /* must be equal; the plugin folder is named after it */
#define OTK_PLUGIN_ABI_MINOR 2           /* a plugin may be older than its host, never newer */

typedef struct otk_type otk_type;
typedef struct otk_operation otk_operation;
typedef struct otk_host otk_host;

/* ---- fields */

/* What a member of a struct is in C, and what it may be in JSON of a response. */
typedef enum otk_kind {
	OTK_KIND_STRING = 1,  /* const char *; a JSON number is taken as its digits */
	OTK_KIND_FLAG = 2,    /* otk_flag; the strings "true" and "false" are taken as well */
	OTK_KIND_INT = 3,     /* int64_t; a string of digits is taken as well */
	OTK_KIND_STRINGS = 4, /* otk_strings: a list of strings */
	OTK_KIND_MAP = 5,     /* otk_map: names and values, all of them strings */
	OTK_KIND_OBJECT = 6,  /* const T *: a nested struct */
	OTK_KIND_LIST = 7     /* const T *const *, and a size_t count: a list of structs */
} otk_kind;

/*
 * More kinds, for types that no operation uses (otk_interface.types): they describe a struct to
 * bindings, and are neither encoded nor decoded. Since ABI minor 2.
 */
typedef enum otk_struct_kind {
	OTK_KIND_INT32 = 8,    /* int32_t, int or an enum; values: as digits, labels: enumerators */
	OTK_KIND_SIZE = 9,     /* size_t */
	OTK_KIND_TEXT = 10,    /* char[max], ends in NUL; at an offset that 4 divides */
	OTK_KIND_ARRAY = 11,   /* const T *, and a size_t count: structs one after the other */
	OTK_KIND_POINTER = 12, /* an address of something else; values: its type in C */
	OTK_KIND_FUNCTION = 13 /* the address of a function; values: its type in C */
} otk_struct_kind;

/* Where a member of the options goes. */
typedef enum otk_place {
	OTK_IN_BODY = 0,  /* JSON or form, as the operation says */
	OTK_IN_QUERY = 1, /* the query of the URL */
	OTK_IN_PATH = 2   /* an optional part of the path template */
} otk_place;

/*
 * The format that a string of the options must have; of STRINGS, each item. A string with a format
 * is never empty or blank.
 */
typedef enum otk_format {
	OTK_FORMAT_ANY = 0,
	OTK_FORMAT_ID = 1,      /* opaque; no '/', '?', '#', '%', control characters; not ".." */
	OTK_FORMAT_SESSION = 2, /* a session id; of the client's project or application */
	OTK_FORMAT_IPV4 = 3,    /* dotted quad */
	OTK_FORMAT_UUID = 4,
	OTK_FORMAT_PEM_CERTIFICATE = 5,
	/*
	 * A client token. It is read, and a warning is logged if it has expired, if it belongs to
	 * another session than the field with OTK_ROLE_SESSION beside it, or if its role is not one
	 * of `token_roles`.
	 */
	OTK_FORMAT_TOKEN = 6,
	OTK_FORMAT_STYLESHEET = 7,  /* the CSS that custom layouts can use (doc/contract.md, 9) */
	OTK_FORMAT_HEADERS = 8,     /* of a MAP: its names are names of headers (RFC 9110, 5.6.2) */
	OTK_FORMAT_LAYOUT_CLASS = 9 /* one class name; the same rule as in client tokens */
} otk_format;

/* What a number counts. */
typedef enum otk_unit {
	OTK_UNIT_NONE = 0,
	OTK_UNIT_BYTES = 1,   /* STRING: min and max count bytes, not characters; MAP: its JSON */
	OTK_UNIT_TIME_MS = 2, /* ms since the epoch; below 10^11 in a response: seconds */
	OTK_UNIT_SECONDS = 3,
	OTK_UNIT_BITS_PER_SECOND = 4
} otk_unit;

/* Which checks of a string are only warnings unless checks are STRICT. */
typedef enum otk_soft {
	OTK_SOFT_ALL = 1,    /* both of the following */
	OTK_SOFT_LENGTH = 2, /* min and max */
	OTK_SOFT_FORMAT = 4  /* format, prefixes, alphabet */
} otk_soft;

/*
 * What a field means to the library itself; at most one field of a type has each role.
 *
 * Rationale: helpers such as otk_each() and adoption work for every plugin, so they must not know
 * how the service of one plugin spells its ids.
 */
typedef enum otk_role {
	OTK_ROLE_NONE = 0,
	OTK_ROLE_ID = 1,        /* STRING: identifies the record among others of its type */
	OTK_ROLE_SESSION = 2,   /* STRING: the session that the struct belongs to */
	OTK_ROLE_CREATED_AT = 3 /* INT with OTK_UNIT_TIME_MS: when the record was created */
} otk_role;

/*
 * One member of an options struct or of a record. Make it with OTK_FIELD, OTK_OBJECT or OTK_LIST;
 * members of this struct that are zero are not set.
 *
 * Options are checked strictly. Known values and ranges of numbers may go out of date, so a value
 * outside of them is a warning, refused in STRICT; everything else is refused unless checks are
 * OFF. Without `multiline`, no text may hold control characters or line ends. Empty strings are
 * refused where they cannot be meant: in the path and the query, in lists, in fields with a format,
 * prefixes, known values or a min; and in required fields without a max.
 *
 * Responses are read tolerantly. A member that cannot be read is unset; only a missing or unusable
 * required one is an error. In a list, only the item with this error is left out.
 */
typedef struct otk_field {
	const char *name;     /* wire name: "sessionId", "p2p.preference" */
	const char *aliases;  /* more wire names, for responses and JSON of callers: "a|b" */
	const char *member;   /* C name "session_id"; the command line makes --session-id of it */
	const char *help;     /* one line, no full stop */
	const otk_type *type; /* OBJECT, LIST, ARRAY: the type of the object or of the items */
	/* Known values, ended by NULL; of STRINGS: of each item; of a MAP: of each value; of an
	 * INT or INT32: as digits. */
	const char *const *values;
	/* Names of the values for people, in the same order: "routed" for "disabled". */
	const char *const *labels;
	const char *wire_default; /* sent when the field is unset */
	const char *prefixes; /* the string begins with one of these, in any case: "ws://|wss://" */
	const char *alphabet; /* the string holds only these characters */
	/*
	 * LIST: the field that identifies an item. A response may then have an object instead of
	 * the list, whose keys become the values of that field.
	 */
	const char *keyed;
	/*
	 * Limits. INT: of the value; STRING: of the length in characters (OTK_UNIT_BYTES: bytes);
	 * STRINGS, LIST, MAP: of the count. max 0: no upper limit, unless min is negative.
	 */
	int64_t min;
	int64_t max;
	uint32_t offset;
	uint32_t count_offset; /* LIST, ARRAY */
	uint8_t kind;          /* otk_kind or otk_struct_kind */
	uint8_t place;         /* otk_place */
	uint8_t format;        /* otk_format */
	uint8_t unit;          /* otk_unit */
	uint8_t required;      /* in options: must be set; in records: the record needs it */
	uint8_t secret;        /* never in a log or an error message */
	uint8_t soft;          /* bits of otk_soft */
	uint8_t hidden;        /* not offered by the command line (deprecated, internal) */
	uint8_t unique;        /* LIST: no two items have the same value in the field `keyed` */
	/*
	 * LIST, STRINGS in responses and JSON input: one object or string stands for a list of one.
	 * `keyed` is then only for `unique`.
	 */
	uint8_t single;
	uint8_t role;      /* otk_role */
	uint8_t multiline; /* a text that may hold line ends and control characters */
	/*
	 * STRINGS, LIST, MAP in options: an empty one is sent and means something ("remove all").
	 * Without this, an optional list or map without items counts as unset.
	 */
	uint8_t keep_empty;
	uint8_t reserved_bytes[3];
	const char *const *token_roles; /* OTK_FORMAT_TOKEN: suitable roles, the best one first */
	const void *reserved[1];
} otk_field;

/* The kind of a member, from its C type; a type that is not in the list does not compile. */
#define OTK_KIND_OF(struct_name, member_name) \
	_Generic(((struct_name *)0)->member_name,                                                  \
		const char *: OTK_KIND_STRING,                                                     \
		otk_flag: OTK_KIND_FLAG,                                                           \
		int64_t: OTK_KIND_INT,                                                             \
		otk_strings: OTK_KIND_STRINGS,                                                     \
		otk_map: OTK_KIND_MAP)

/* OTK_FIELD(otk_archive, session_id, "sessionId", .role = OTK_ROLE_SESSION) */
#define OTK_FIELD(struct_name, member_name, ...)                                                \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.kind = OTK_KIND_OF(struct_name, member_name), .name = __VA_ARGS__              \
	}
/* OTK_OBJECT(otk_archive, transcription, &transcription_type, "transcription") */
#define OTK_OBJECT(struct_name, member_name, type_ptr, ...)                                     \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.kind = OTK_KIND_OBJECT, .type = type_ptr, .name = __VA_ARGS__                  \
	}
/* OTK_LIST(otk_archive_list, items, item_count, &archive_type, "items") */
#define OTK_LIST(struct_name, member_name, count_name, type_ptr, ...)                           \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.count_offset = (uint32_t)offsetof(struct_name, count_name),                    \
		.kind = OTK_KIND_LIST, .type = type_ptr, .name = __VA_ARGS__                    \
	}
/*
 * Members of types that no operation uses: OTK_MEMBER(otk_error, status, OTK_KIND_INT32, "status"),
 * OTK_ARRAY(otk_client_options, hooks, hook_count, &hook_type, "hooks")
 */
#define OTK_MEMBER(struct_name, member_name, kind_value, ...)                                   \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.kind = kind_value, .name = __VA_ARGS__                                         \
	}
/* OTK_ADDRESS(otk_io, userdata, OTK_KIND_POINTER, "void *", .help = "passed to both") */
#define OTK_ADDRESS(struct_name, member_name, kind_value, c_type, ...) \
	OTK_MEMBER(struct_name, member_name, kind_value, #member_name, \
		.values = (const char *const[]){c_type, NULL}, __VA_ARGS__)
#define OTK_ARRAY(struct_name, member_name, count_name, type_ptr, ...)                          \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.count_offset = (uint32_t)offsetof(struct_name, count_name),                    \
		.kind = OTK_KIND_ARRAY, .type = type_ptr, .name = __VA_ARGS__                   \
	}

/* ---- rules */

/* "field (= value)" means: the field is set, and to one of the values if the row gives any. */
typedef enum otk_rule_kind {
	OTK_RULE_NEEDS = 1,       /* field (= value) needs other (= other_value) */
	OTK_RULE_EXCLUDES = 2,    /* field (= value) excludes other (= other_value) */
	OTK_RULE_ONE_OF = 3,      /* at least one of the fields "a|b|c"; no other member is used */
	OTK_RULE_EXACTLY_ONE = 4, /* one of the fields "a|b|c", and no second */
	/* field (= value) is allowed only with other (= other_value); an empty value among those of
	 * other, "custom|", allows it to be unset. */
	OTK_RULE_ONLY_WHEN = 5
} otk_rule_kind;

/*
 * A rule between fields of one struct. Fields are named by wire names, those of nested objects with
 * dots ("config.accessKey"; all fields of an unset object are unset). Values are "a|b" for either
 * of two, "true" and "false" for flags, digits for numbers; NULL: any value. A value that the field
 * does not list is refused when the table is loaded. Rules apply to members that the caller set,
 * not to wire defaults or extra_json. A nested struct has its own rules, for each item of a list.
 *
 * message: what to do; NULL: a message is made from the row. {sessionId} in it is replaced by the
 * name of that field in the vocabulary of the caller: C member, wire name or command-line option.
 */
typedef struct otk_rule {
	const char *field;
	const char *value;
	const char *other;
	const char *other_value;
	const char *message;
	uint8_t kind; /* otk_rule_kind */
	uint8_t soft; /* only a warning unless checks are STRICT */
	uint8_t reserved_bytes[6];
} otk_rule;

/* ---- types */

/*
 * A struct and its fields. The struct begins with size_t struct_size. When a struct grows, fields
 * are appended and min_struct_size stays, so that programs compiled before still work. A struct
 * that never grows and has no struct_size has min_struct_size 0 (OTK_PLAIN_TYPE); this is allowed
 * only for types that no operation uses.
 */
struct otk_type {
	size_t type_size; /* of this struct, set by OTK_TYPE */
	const char *name; /* "archive" */
	const otk_field *fields;
	size_t field_count;
	const otk_rule *rules;
	size_t rule_count;
	size_t struct_size;     /* as compiled into the plugin */
	size_t min_struct_size; /* of the first release; smaller ones are refused */
	/*
	 * Offset of the member extra_json of options (0: there is none): a JSON object whose
	 * members are sent as they are. They go into the body, or into the query if the type has
	 * query fields and no body fields.
	 */
	size_t extra_json;
	const char *struct_name; /* in C: "otk_archive"; NULL: not stated. Since ABI minor 2 */
	const void *reserved[1];
};

/* static const otk_type archive_type = OTK_TYPE(otk_archive, "archive", archive_fields); */
#define OTK_TYPE(struct_name, type_name, field_array) \
	OTK_TYPE_OF_(struct_name, type_name, field_array, sizeof(struct_name), .extra_json = 0)
/*
 * A type with a member extra_json, for options. Its last argument is OTK_RULES() or OTK_NO_RULES.
 */
#define OTK_OPTIONS_TYPE(struct_name, type_name, field_array, ...)             \
	OTK_TYPE_OF_(struct_name, type_name, field_array, sizeof(struct_name), \
		.extra_json = offsetof(struct_name, extra_json), __VA_ARGS__)
/*
 * As OTK_OPTIONS_TYPE, for a struct that has grown since its first release. first_added: the first
 * member that was appended. Callers with the old, smaller struct are accepted. OTK_GROWN_TYPE is
 * for types without extra_json.
 */
#define OTK_GROWN_OPTIONS_TYPE(struct_name, first_added, type_name, field_array, ...)         \
	OTK_TYPE_OF_(struct_name, type_name, field_array, offsetof(struct_name, first_added), \
		.extra_json = offsetof(struct_name, extra_json), __VA_ARGS__)
#define OTK_GROWN_TYPE(struct_name, first_added, type_name, field_array)                      \
	OTK_TYPE_OF_(struct_name, type_name, field_array, offsetof(struct_name, first_added), \
		.extra_json = 0)
#define OTK_PLAIN_TYPE(struct_name, type_name, field_array) \
	OTK_TYPE_OF_(struct_name, type_name, field_array, 0, .extra_json = 0)
#define OTK_TYPE_OF_(struct_text, type_name, field_array, min_size, ...)                      \
	{                                                                                     \
		.type_size = sizeof(otk_type), .fields = field_array,                         \
		.field_count = OTK_COUNT_OF(field_array), .struct_size = sizeof(struct_text), \
		.min_struct_size = min_size, .struct_name = #struct_text, .name = type_name,  \
		__VA_ARGS__                                                                   \
	}
#define OTK_RULES(rule_array) .rules = rule_array, .rule_count = OTK_COUNT_OF(rule_array)
#define OTK_NO_RULES          .rules = NULL

/* ---- operations */

typedef enum otk_method {
	OTK_METHOD_GET = 1,
	OTK_METHOD_POST = 2,
	OTK_METHOD_PUT = 3,
	OTK_METHOD_PATCH = 4,
	OTK_METHOD_DELETE = 5
} otk_method;

typedef enum otk_body {
	OTK_BODY_NONE = 0,
	OTK_BODY_JSON = 1, /* an object, "{}" when nothing is set */
	OTK_BODY_FORM = 2  /* application/x-www-form-urlencoded */
} otk_body;

/* What the body of a successful response contains. */
typedef enum otk_shape {
	OTK_SHAPE_NONE = 0,           /* the body is not read */
	OTK_SHAPE_OBJECT = 1,         /* the result */
	OTK_SHAPE_LIST = 2,           /* {"count", "items"}; an empty object is an empty list */
	OTK_SHAPE_ARRAY = 3,          /* a bare array: becomes the LIST field of the result */
	OTK_SHAPE_FIRST_OF_ARRAY = 4, /* an array of one result */
	OTK_SHAPE_MAYBE_OBJECT = 5    /* the result, or an empty body: no record */
} otk_shape;

/*
 * How otk_each() requests the next page of a list. All are wire names: offset or page, and count,
 * name fields of the options; total and items name fields of the result (nested ones with dots).
 * The field of the items with OTK_ROLE_ID identifies an item.
 *
 * Pages with a cursor: offset names one or more STRING fields, "cursor|iv", that options and result
 * have under the same names. The next request has the values of the response before; the list ends
 * when the first of them is unset. Since ABI minor 2.
 */
typedef struct otk_pages {
	const char *offset; /* number of items to skip; NULL: pages are requested by `page` */
	const char *page;   /* number of the page, from 1; NULL: pages are requested by `offset` */
	const char *count;  /* items of a page; with a cursor: NULL */
	const char *total;  /* items of the whole list */
	const char *items;
	int64_t max_count; /* largest page, 1000 */
} otk_pages;

/*
 * For operations that read an object whose status changes: what otk_wait() waits for, and which
 * status ends the wait. status: wire names of one or more STRING fields of the result, nested ones
 * with dots, the main one first: "status|broadcastUrls.hlsStatus". A wait ends when any of them has
 * the status waited for, or any has a final one. failure_values: final values that mean
 * failure ("failed", "expired"); a wait for any final status fails on them.
 *
 * If a field after the main one has `values`, only these values of it count, and only as long as
 * the fields before it are not final. It is the status of an object that the main status depends
 * on, such as the archive of a transcript: when one of its values means failure, the wait fails.
 * The wait also fails when another of its values is final and the main status is unset.
 */
typedef struct otk_settles {
	const char *status;
	const char *const *final_values;   /* ended by NULL */
	const char *const *failure_values; /* ended by NULL; NULL: none. Since ABI minor 1 */
} otk_settles;

/*
 * For operations that read an object with a file: what otk_download() fetches. Wire names of fields
 * of the result, nested ones with dots; all but url may be NULL. The request for the file has no
 * credentials, unless the operation has OTK_AUTH_BASIC and the URL is on the host of the operation.
 */
typedef struct otk_downloads {
	const char *url;
	const char *size;
	const char *sha256;
	const char *status;
	const char *ready; /* value of status with which the file exists */
} otk_downloads;

/*
 * How to find out whether an unsafe call with an unknown outcome was carried out: the library calls
 * a list operation of the same interface, and an item that matches becomes the result. An item that
 * was created before the call (OTK_ROLE_CREATED_AT) does not match, nor does one that lacks a field
 * of `match`.
 */
typedef struct otk_adopts {
	const char *list; /* name of the list operation, which must be OTK_REPEAT_SAFE */
	/* Wire names, "a|b", of STRING fields, not nested ones, that must be equal in the options
	 * and in the item; unset in both is equal. */
	const char *match;
	const char *status;       /* field of the item; NULL: any item counts */
	const char *status_value; /* values of status that count, "a|b" */
} otk_adopts;

/*
 * One operation. The path is a template: {project} is the id of the key; {archiveId} is a
 * positional id, an argument in C, unless the options have a field with that wire name and place
 * PATH; a part in [ ] is left out when its field is unset. Every inserted text is percent-encoded.
 */
struct otk_operation {
	size_t operation_size;   /* of this struct, set by OTK_OPERATION */
	const char *name;        /* "start" */
	const char *aliases;     /* more names of the same row: "add_stream|remove_stream" */
	const char *summary;     /* one line, no full stop */
	const char *path;        /* "/v2/project/{project}/archive" */
	const otk_type *options; /* NULL: the operation has none */
	const otk_type *result;  /* NULL: the operation has none */
	const otk_pages *pages;
	const otk_settles *settles;
	const otk_downloads *downloads;
	const otk_adopts *adopts;
	/*
	 * For rules that a table cannot express: is called with the copied options before they are
	 * checked, and may change them. Memory that it adds must live as long as the call
	 * (host->call_copy()). The call must not be submitted or freed here. *error is initialised.
	 * NULL: not needed.
	 */
	otk_status (*prepare)(
		const otk_host *host, otk_call *call, void *options, otk_error *error);
	/*
	 * Another host than the client's: "https://api.nexmo.com"; may have a path. NULL: the
	 * client's. When api_url is set in the client options, it replaces the host, not the path.
	 */
	const char *base_url;
	/*
	 * SETTLE with a result: the operation of the same interface and path ids ("get") that
	 * fetches the result when a retry got 404 or 409. It must be SAFE and have this result.
	 */
	const char *settle_by;
	/* HTTP statuses that are read as other ones, at most 8 pairs: "408=404|500=404". They are
	 * not retried. */
	const char *read_status_as;
	uint8_t method;   /* otk_method */
	uint8_t body;     /* otk_body */
	uint8_t shape;    /* otk_shape */
	uint8_t repeat;   /* otk_repeat */
	uint8_t auth;     /* otk_auth */
	uint8_t backends; /* bits of otk_backend that have the operation; 0: both */
	uint8_t reserved_bytes[2];
	/*
	 * The member of a 2xx response that holds errors when it is an array with items: "errors"
	 * for GraphQL. Their "message", and "code" or "errorCode" of the item or of its
	 * "extensions", go into the error. NULL: none. Since ABI minor 1.
	 */
	const char *errors;
	/* Name of the positional id that is a session id, which is checked against the key; NULL:
	 * there is none. Since ABI minor 1. */
	const char *session_id;
	/*
	 * Command lines that show the operation, for help and manual pages, ended by NULL, each as
	 * it is typed after "otk": "archives start --session-id SESSION --name lecture". NULL:
	 * none. Since ABI minor 1.
	 */
	const char *const *examples;
	/*
	 * As base_url, for clients with the key of an application:
	 * "https://tools.vonage.com/video/insights-api". NULL: base_url is used. Since ABI minor 2.
	 */
	const char *vonage_url;
	const void *reserved[1];
};

/* OTK_OPERATION("start", .method = OTK_METHOD_POST, .path = "/v2/project/{project}/archive", …) */
#define OTK_OPERATION(...)                                                   \
	{                                                                    \
		.operation_size = sizeof(otk_operation), .name = __VA_ARGS__ \
	}

/*
 * OTK_OPERATION(…, OTK_EXAMPLES("archives stop ARCHIVE-ID")); words in capitals: ids of the user.
 */
#define OTK_EXAMPLES(...)                 \
	.examples = (const char *const[]) \
	{                                 \
		__VA_ARGS__, NULL         \
	}

/* ---- host table */

/*
 * The functions that the core offers to a plugin; grows at the end. They may be used as long as the
 * process lives. With a NULL client or call they return OTK_E_ARGUMENT or have no effect.
 */
struct otk_host {
	size_t struct_size;
	uint16_t abi_major, abi_minor;
	uint32_t reserved;
	const char *version; /* of the core */
	/* Fills error (may be NULL) and returns status. [any thread] */
	otk_status (*fail)(otk_error *error, otk_status status, const char *format, ...)
		OTK_PRINTF(3, 4);
	/*
	 * Sends one event to the client's log. fields may be NULL. Redacted as all events, but pass
	 * no secret. No effect when client is NULL. [client thread]
	 */
	void (*log)(otk_client *client, otk_log_level level, const char *event, const char *text,
		const otk_map *fields);
	/*
	 * Copies into memory that lives as long as the call; NULL: out of memory. [client thread]
	 */
	void *(*call_copy)(otk_call *call, const void *data, size_t size);
	/* otk_call_set_header(), in prepare and before_send. [client thread] */
	otk_status (*call_set_header)(
		otk_call *call, const char *name, const char *value, otk_error *error);
	/*
	 * JSON text to a record of this type, and options to JSON text; both freed by free().
	 * Responses are read tolerantly: OTK_E_PROTOCOL only if an id is missing or the text is not
	 * JSON. [any thread]
	 */
	otk_status (*decode)(const otk_type *type, otk_shape shape, const char *json, size_t size,
		void **record, otk_error *error);
	otk_status (*encode)(const otk_type *type, const void *options, otk_checks checks,
		char **json, otk_error *error);
	/* otk_free(). [any thread] */
	void (*free)(const void *returned);
	/* Returns an extension of the host; NULL: not known. [any thread] */
	const void *(*get_extension)(const char *id);
	/* ---- since ABI minor 1: check struct_size or abi_minor before use */
	/* Returns the client of a call. [client thread] */
	otk_client *(*call_client)(const otk_call *call);
	/* Returns how strictly the client checks; OTK_CHECKS_DEFAULT when NULL. [client thread] */
	otk_checks (*checks)(const otk_client *client);
	/* ---- since ABI minor 2 */
	/*
	 * Watches a descriptor on the loop that drives the client: ready(userdata) is called in the
	 * client's thread whenever the descriptor is readable, and at times when it is not. NULL as
	 * ready ends the watch; otherwise it ends before close() is called. A plugin with several
	 * descriptors, or with timers, watches one epoll descriptor that contains them.
	 *
	 * ready must not block, and must not drive or free the client. While no call is pending it
	 * is called only if the program drives the client from its event loop; so a hook also looks
	 * at its descriptors when it is called. OTK_E_ARGUMENT, OTK_E_NOMEM. [client thread]
	 */
	otk_status (*watch)(otk_client *client, int fd, void (*ready)(void *userdata),
		void *userdata, otk_error *error);
};

/*
 * The extension "otk.calls/1" of the host: functions of otk/call.h and otk/plugins.h, for plugins
 * with functions that make calls. Use them in the client's thread, but not inside hooks. Grows at
 * its end. Since ABI minor 2.
 */
#define OTK_HOST_CALLS_ID "otk.calls/1"
typedef struct otk_host_calls {
	size_t struct_size;
	otk_status (*perform)(otk_client *client, const char *operation, int32_t minor,
		const char *const *ids, const void *options, void **result, otk_error *error);
	otk_status (*each)(otk_client *client, const char *operation, int32_t minor,
		const char *const *ids, const void *options, otk_each_fn *each, void *userdata,
		otk_error *error);
	otk_status (*download)(otk_client *client, const char *operation, int32_t minor,
		const char *const *ids, int fd, const otk_download_options *options,
		otk_error *error);
	otk_status (*interface_get)(otk_client *client, const char *id, int32_t minor,
		const void **vtable, otk_error *error);
	const char *(*record_json)(const void *record, size_t *size);
} otk_host_calls;

/* ---- hooks */

/* One request that is about to be sent, or its outcome. Valid until the hook returns. */
typedef struct otk_attempt {
	size_t struct_size;
	otk_client *client;
	otk_call *call;
	const char *operation; /* "archives.start" */
	const char *project_id;
	const char *method;
	const char *url;     /* without secrets */
	int64_t call_number; /* of this client's calls, from 1; equal for all attempts of a call */
	int64_t number;      /* 1 for the first attempt */
	int64_t now_ms;      /* monotonic */
	/* after_receive only: */
	int64_t http_status; /* 0: no response */
	int64_t duration_ms;
	int64_t connect_ms; /* rounded up; 0: a kept connection */
	int64_t first_byte_ms;
	int64_t request_bytes;
	int64_t response_bytes;
	const char *trace_id; /* X-Opentok-Trace; NULL: none */
	/*
	 * As the call would end with this attempt: OTK_E_NOT_FOUND for a 404. OTK_OK also for a 2xx
	 * whose body turns out to be unusable or an error; after_complete has the final status.
	 */
	otk_status status;
	int32_t will_retry;     /* 1: another attempt follows, and the call continues */
	const otk_error *error; /* NULL: status is OTK_OK. Since ABI minor 1 */
	int64_t submitted_ms;   /* monotonic: when the call was submitted. Since ABI minor 2 */
} otk_attempt;

OTK_ASSERT_NO_TAIL(otk_attempt, submitted_ms);

typedef enum otk_verdict {
	OTK_VERDICT_GO = 0,
	OTK_VERDICT_WAIT = 1, /* *wait_ms, then before_send is called again */
	/* The call ends with the message and the status of the error; none: OTK_E_REFUSED. */
	OTK_VERDICT_REFUSE = 2
} otk_verdict;

/* All run in the client's thread and never block. Each may be NULL. */
typedef struct otk_hooks {
	size_t struct_size;
	/* Before each attempt. *wait_ms: ms, for WAIT. *error is initialised; for REFUSE. */
	otk_verdict (*before_send)(
		void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error);
	/* After each attempt. */
	void (*after_receive)(void *state, const otk_attempt *attempt);
	/*
	 * Once for each submitted call, before its completion and with the same parameters: the
	 * final status (after adoption and fetching), the record or NULL, the error or NULL. The
	 * call must not be submitted, cancelled or freed here. Since ABI minor 1.
	 */
	void (*after_complete)(void *state, const otk_call *call, otk_status status,
		const void *record, const otk_error *error);
} otk_hooks;

/* ---- signers */

/*
 * The vtable of a signer plugin (named by .signer in the client options) begins with this. open
 * makes a signer of the private key; the PEM text is NUL-terminated and wiped after the call.
 */
typedef struct otk_signer_api {
	size_t struct_size; /* of the whole vtable */
	otk_status (*open)(const otk_host *host, const char *private_key_pem, size_t size,
		otk_signer *signer, otk_error *error);
} otk_signer_api;

/* ---- plugin */

/*
 * id: "otk.archives/1" for features of otk, "com.example.echo/1" for others; the number is raised
 * with an incompatible change. minor: is raised when a struct grows or a row is added. The full
 * names of operations are "archives.start" and "com.example.echo.say".
 */
typedef struct otk_interface {
	const char *id;
	const otk_operation *operations;
	size_t operation_count; /* at most OTK_OPERATIONS_MAX */
	/*
	 * More types to describe (callbacks), ends in NULL; may be NULL. The types of an interface,
	 * with those of its operations, are at most OTK_TYPES_MAX.
	 */
	const otk_type *const *types;
	const void *vtable; /* functions that are not REST operations; may be NULL */
	int32_t minor;
	int32_t reserved;
} otk_interface;

/* Limits of the counts in a descriptor; a larger count is refused before it is used. */
#define OTK_INTERFACES_MAX 64
#define OTK_OPERATIONS_MAX 1024
#define OTK_TYPES_MAX      256 /* of an interface, those inside other types included */
#define OTK_FIELDS_MAX     256 /* of a type */

typedef struct otk_plugin {
	uint32_t magic;
	uint16_t abi_major, abi_minor;
	size_t struct_size;
	const char *name; /* as the file: "archives", "com.example.echo" */
	const char *version;
	const char *license; /* SPDX */
	const char *summary;
	const otk_interface *interfaces;
	size_t interface_count; /* at most OTK_INTERFACES_MAX */
	/*
	 * open() is called once for each client that uses the plugin, so several times in a
	 * process: keep all data in *state. settings: a record of settings_type, or NULL. *error is
	 * initialised. After a failure only the operations of this plugin fail. close() gets the
	 * state when the client is freed. Both may be NULL. [client thread]
	 */
	otk_status (*open)(const otk_host *host, otk_client *client, const void *settings,
		void **state, otk_error *error);
	void (*close)(void *state);
	const otk_hooks *hooks;
	const otk_type *settings_type;
	const void *reserved[4];
} otk_plugin;

#define OTK_PLUGIN_DESCRIPTOR(...)                                                    \
	{                                                                             \
		.magic = OTK_PLUGIN_MAGIC, .abi_major = OTK_PLUGIN_ABI_MAJOR,         \
		.abi_minor = OTK_PLUGIN_ABI_MINOR, .struct_size = sizeof(otk_plugin), \
		.name = __VA_ARGS__                                                   \
	}

/* The entry function: its name is fixed, or made from the plugin's name when it is linked in. */
#define OTK_PLUGIN_ENTRY "otk_plugin_entry"
#ifdef OTK_PLUGIN_STATIC
#	define OTK_PLUGIN(identifier, descriptor)                                    \
		const otk_plugin *otk_plugin_##identifier##_entry(uint32_t host_abi); \
		const otk_plugin *otk_plugin_##identifier##_entry(uint32_t host_abi)  \
		{                                                                     \
			(void)host_abi;                                               \
			return &(descriptor);                                         \
		}
#else
#	define OTK_PLUGIN(identifier, descriptor)                             \
		OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi); \
		OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi)  \
		{                                                              \
			(void)host_abi;                                        \
			return &(descriptor);                                  \
		}
#endif

OTK_END_DECLS

#endif
