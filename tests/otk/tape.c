/* SPDX-License-Identifier: MIT */
/*
 * A stranger's plugin, of which the otk command knows nothing: every kind of option, verbs that are
 * made of rows of other names than usual. TAPE_NAME is the name of its file.
 */
#include <otk/plugin.h>

typedef struct tape_track {
	size_t struct_size;
	const char *title;
	int64_t length;
	const char *extra_json;
} tape_track;

OTK_ASSERT_NO_TAIL(tape_track, extra_json);

typedef struct tape_options {
	size_t struct_size;
	const char *label;
	const char *pin;
	int64_t length;
	int64_t since;
	int64_t speed;
	otk_strings moods;
	otk_map notes;
	const tape_track *cover;
	const tape_track *const *tracks;
	size_t track_count;
	otk_flag loop;
	int32_t reserved;
	const char *old;
	const char *extra_json;
} tape_options;

OTK_ASSERT_NO_TAIL(tape_options, extra_json);

typedef struct tape {
	size_t struct_size;
	const char *id;
	const char *state;
	const char *url;
	int64_t since;
	int64_t length;
	int64_t speed;
	const char *pin;
} tape;

OTK_ASSERT_NO_TAIL(tape, pin);

static const otk_field track_fields[] = {
	OTK_FIELD(tape_track, title, "title", .required = 1, .help = "its title"),
	OTK_FIELD(tape_track, length, "length", .unit = OTK_UNIT_SECONDS),
};
static const otk_type track_type =
	OTK_OPTIONS_TYPE(tape_track, "track", track_fields, OTK_NO_RULES);

static const otk_field option_fields[] = {
	OTK_FIELD(tape_options, label, "label", .required = 1, .help = "text of the label"),
	OTK_FIELD(tape_options, pin, "pin", .secret = 1, .help = "opens the box"),
	OTK_FIELD(tape_options, length, "length", .unit = OTK_UNIT_SECONDS, .min = 1, .max = 3600),
	OTK_FIELD(tape_options, since, "since", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(tape_options, speed, "speed", .unit = OTK_UNIT_BITS_PER_SECOND),
	OTK_FIELD(tape_options, moods, "moods"),
	OTK_FIELD(tape_options, notes, "notes"),
	OTK_OBJECT(tape_options, cover, &track_type, "cover"),
	OTK_LIST(tape_options, tracks, track_count, &track_type, "tracks"),
	OTK_FIELD(tape_options, loop, "loop", .help = "for ever\xe2\x80\xae"),
	OTK_FIELD(tape_options, old, "old", .hidden = 1, .help = "not any more"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(tape_options, "tape_options", option_fields, OTK_NO_RULES);

static const otk_field tape_fields[] = {
	OTK_FIELD(tape, id, "id", .required = 1),
	OTK_FIELD(tape, state, "state"),
	OTK_FIELD(tape, url, "url"),
	OTK_FIELD(tape, since, "since", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(tape, length, "length", .unit = OTK_UNIT_SECONDS),
	OTK_FIELD(tape, speed, "speed", .unit = OTK_UNIT_BITS_PER_SECOND),
	OTK_FIELD(tape, pin, "pin", .secret = 1),
};
static const otk_type tape_type = OTK_TYPE(tape, "tape", tape_fields);

static const char *const final_states[] = {"wound", "torn", NULL};
static const otk_settles settles = {.status = "state", .final_values = final_states};
static const otk_downloads downloads = {.url = "url", .status = "state", .ready = "wound"};

static const otk_operation operations[] = {
	OTK_OPERATION("play", .summary = "Play a tape", .method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/tape", .body = OTK_BODY_JSON,
		.options = &options_type, .result = &tape_type, .shape = OTK_SHAPE_OBJECT),
	OTK_OPERATION("look_at", .summary = "Look at one side", .method = OTK_METHOD_GET,
		.path = "/v2/project/{project}/tape/{tapeId}/{side}", .result = &tape_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE, .settles = &settles,
		.downloads = &downloads),
	OTK_OPERATION("change", .aliases = "label|rewind", .summary = "Change a tape",
		.method = OTK_METHOD_PUT, .path = "/v2/project/{project}/tape/{tapeId}",
		.body = OTK_BODY_JSON, .options = &options_type, .repeat = OTK_REPEAT_SAFE),
};

static const otk_interface interfaces[] = {
	{.id = TAPE_NAME "/1",
		.operations = operations,
		.operation_count = OTK_COUNT_OF(operations)},
};

static const otk_plugin plugin =
	OTK_PLUGIN_DESCRIPTOR(TAPE_NAME, .version = "9.8.7", .license = "MIT", .summary = "tapes",
		.interfaces = interfaces, .interface_count = OTK_COUNT_OF(interfaces));

OTK_PLUGIN(tape, plugin)
