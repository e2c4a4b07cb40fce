/* SPDX-License-Identifier: MIT */
/* Live captions of a session (wire contract 18). Needs the plugin "captions". */
#ifndef OTK_CAPTIONS_H
#define OTK_CAPTIONS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_CAPTIONS_ID    "otk.captions/1"
#define OTK_CAPTIONS_MINOR 0

/* otk_captions.status, in callbacks */
#define OTK_CAPTIONS_STARTED "started"
#define OTK_CAPTIONS_STOPPED "stopped"
#define OTK_CAPTIONS_PAUSED  "paused"
#define OTK_CAPTIONS_FAILED  "failed"

typedef struct otk_captions_options {
	size_t struct_size;
	const char *session_id;          /* a routed session; one run at a time */
	const char *token;               /* of a moderator */
	const char *language_code;       /* BCP 47; NULL: en-US */
	int64_t max_duration;            /* s, 300 to 14 400; 0: 14 400 */
	const char *status_callback_url; /* 15 to 2048 characters */
	otk_flag partial_captions;       /* faster, less exact; default: yes */
	int32_t reserved;
	const char *extra_json;
} otk_captions_options;

OTK_ASSERT_NO_TAIL(otk_captions_options, extra_json);
#define OTK_CAPTIONS_OPTIONS(...) \
	((otk_captions_options){.struct_size = sizeof(otk_captions_options), __VA_ARGS__})
#define OTK_CAPTIONS_OPTIONS_INIT OTK_INIT(otk_captions_options)

/* Starting tells the id alone, callbacks tell the rest. */
typedef struct otk_captions {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_CAPTIONS_… */
	const char *reason;
	const char *session_id;
	const char *project_id;     /* API key (OpenTok) */
	const char *application_id; /* Vonage */
	const char *language_code;
	const char *provider;
	int64_t duration;   /* s */
	int64_t created_at; /* ms since the epoch */
	int64_t updated_at;
} otk_captions;

OTK_ASSERT_NO_TAIL(otk_captions, updated_at);

/* A lost answer gives OTK_E_UNKNOWN_OUTCOME. Captions that are on already: OTK_E_CONFLICT. */
OTK_FN_OPTIONS_RESULT(otk_captions_start, "captions.start", OTK_CAPTIONS_MINOR,
	otk_captions_options, otk_captions)
/* captions id */
OTK_FN_ID(otk_captions_stop, "captions.stop", OTK_CAPTIONS_MINOR)

OTK_END_DECLS

#endif
