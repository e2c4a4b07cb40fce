/* SPDX-License-Identifier: MIT */
/* The archive tables in every part of the schema while each allocation fails in turn. */
#include "config.h"

#include <otk/archives.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/schema/copy.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/decode/decode_response.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/encode/encode_path.h"
#include "core/schema/template.h"
#include "core/schema/validate/validate.h"
#include "tests/harness.h"
#include "tests/schema/archive_tables.h"
#include "tests/torture.h"

#define LIST_MAX 100000

static const otk_validation strict = {.checks = OTK_CHECKS_STRICT};

static const otk_layout layout = {
	.struct_size = sizeof(otk_layout), .type = "custom", .stylesheet = "stream {}"};
static const otk_archive_options full = {.struct_size = sizeof(otk_archive_options),
	.session_id = "1_session",
	.name = "a \"name\"",
	.output_mode = OTK_OUTPUT_COMPOSED,
	.stream_mode = OTK_STREAM_MODE_MANUAL,
	.resolution = OTK_RESOLUTION_1920X1080,
	.layout = &layout,
	.multi_archive_tag = "tag",
	.max_bitrate = 6000000,
	.has_audio = OTK_YES,
	.has_video = OTK_NO,
	.extra_json = "{\"fresh\":[1.50,{}]}"};
static const char full_json[] =
	"{\"sessionId\":\"1_session\",\"name\":\"a \\\"name\\\"\",\"hasAudio\":true,\"hasVideo\":false,"
	"\"outputMode\":\"composed\",\"streamMode\":\"manual\",\"resolution\":\"1920x1080\","
	"\"layout\":{\"type\":\"custom\",\"stylesheet\":\"stream {}\"},"
	"\"multiArchiveTag\":\"tag\",\"maxBitrate\":6000000,"
	"\"fresh\":[1.50,{}]}";

/* The steps of start: copy, check and encode its options. */
static bool start(void *context)
{
	const otk_operation *row = otk_test_archive_row("start");
	otk_error error = OTK_ERROR_INIT;
	otk_buffer body;
	void *copy = NULL;
	otk_status status;

	(void)context;
	otk_buffer_init(&body, 4096);
	status = otk_copy_options(row->options, &full, &copy, "archives.start", &error);
	if (!status)
		status = otk_validate(row->options, copy, &strict, "archives.start", &error);
	if (!status)
		status = otk_encode_json(row->options, copy, &body, &error);
	if (status)
		CHECK_STATUS(status, OTK_E_NOMEM, &error);
	else
		CHECK_STR(body.data, full_json);
	otk_buffer_free(&body);
	otk_free(copy);
	return !status;
}

static const char archive_json[] =
	"{\"id\":\"a1\",\"status\":\"available\",\"name\":\"caf\\u00e9 \\\"x\\\"\","
	"\"reason\":\"\",\"sessionId\":\"1_s\",\"projectId\":123456,\"createdAt\":1384221730000,"
	"\"size\":5009,\"duration\":5,\"url\":null,\"hasAudio\":true,\"hasVideo\":\"false\","
	"\"streams\":[{\"streamId\":\"s1\",\"hasAudio\":true,\"hasVideo\":false},"
	"{\"streamId\":\"s2\"}],\"new\":{\"x\":[1,2]},"
	"\"transcription\":{\"status\":\"started\",\"hasSummary\":true},\"password\":\"pw\"}";

static bool get(void *context)
{
	const otk_operation *row = otk_test_archive_row("get");
	otk_error error = OTK_ERROR_INIT;
	char *body = strdup(archive_json);
	otk_archive *archive;
	void *record = NULL;
	otk_status status;

	(void)context;
	if (!body)
		return false;
	status = otk_decode(row->result, (otk_shape)row->shape, body, strlen(body), body, &record,
		NULL, &error);
	archive = record;
	if (status) {
		free(body);
		CHECK_STATUS(status, OTK_E_NOMEM, &error);
		return false;
	}
	CHECK_INT(archive->struct_size, sizeof(*archive));
	CHECK_STR(archive->id, "a1");
	CHECK_STR(archive->name, "caf\xc3\xa9 \"x\"");
	CHECK_STR(archive->reason, "");
	CHECK_STR(archive->project_id, "123456");
	CHECK_INT(archive->created_at, 1384221730000);
	CHECK_INT(archive->size, 5009);
	CHECK_STR(archive->url, NULL);
	CHECK_INT(archive->has_audio, OTK_YES);
	CHECK_INT(archive->has_video, OTK_NO);
	CHECK_INT(archive->has_transcription, OTK_UNSET);
	if (CHECK_INT(archive->stream_count, 2)) {
		CHECK_STR(archive->streams[1]->stream_id, "s2");
		CHECK_INT(archive->streams[0]->has_video, OTK_NO);
	}
	if (CHECK(archive->transcription != NULL))
		CHECK_STR(archive->transcription->status, "started");
	otk_free(record);
	return true;
}

static bool invoke(void *context)
{
	const otk_operation *row = otk_test_archive_row("set_layout");
	const char *ids[OTK_PATH_IDS_MAX + 1];
	otk_error error = OTK_ERROR_INIT;
	void *options;
	otk_buffer path;
	otk_status status;

	(void)context;
	status = otk_decode_options(row, row->options,
		"{\"archiveId\": \"a-1\", \"type\": \"pip\", \"extra_json\": "
		"{\"later\":1,\"other\":\"\\u00e9\"}}",
		OTK_NAMING_WIRE, &options, ids, &error);
	otk_buffer_init(&path, 1024);
	if (!status) {
		const otk_layout *chosen = options;

		CHECK_STR(ids[0], "a-1");
		CHECK_STR(chosen->type, "pip");
		CHECK_STR(chosen->extra_json, "{\"later\":1,\"other\":\"\\u00e9\"}");
		status = otk_encode_path(
			row, row->path, &"p/1"[2], ids, options, OTK_NAMING_WIRE, &path, &error);
		if (!status)
			CHECK_STR(path.data, "/v2/project/1/archive/a-1/layout");
	}
	if (status)
		CHECK_STATUS(status, OTK_E_NOMEM, &error);
	otk_buffer_free(&path);
	otk_free(options);
	return !status;
}

static void every_allocation_may_fail(void)
{
	CHECK(otk_torture("start", start, NULL) > 0);
	CHECK(otk_torture("get", get, NULL) > 0);
	CHECK(otk_torture("invoke", invoke, NULL) > 0);
}

static char *many_archives(size_t count, size_t *size)
{
	otk_buffer text;
	char *body;

	otk_buffer_init(&text, LIST_MAX + count * sizeof(archive_json));
	otk_buffer_add_text(&text, "{\"count\":12345,\"items\":[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			otk_buffer_add_char(&text, ',');
		otk_buffer_add_text(&text, archive_json);
	}
	otk_buffer_add_text(&text, "]}");
	*size = text.size;
	body = otk_buffer_take(&text);
	if (!body)
		otk_buffer_free(&text);
	return body;
}

typedef struct list_case {
	size_t count;
} list_case;

static bool list(void *context)
{
	const list_case *wanted = context;
	const otk_operation *row = otk_test_archive_row("list");
	otk_error error = OTK_ERROR_INIT;
	otk_archive_list *found;
	void *record = NULL;
	size_t size;
	char *body = many_archives(wanted->count, &size);
	otk_status status;

	if (!body)
		return false;
	status = otk_decode(
		row->result, (otk_shape)row->shape, body, size, body, &record, NULL, &error);
	found = record;
	if (status) {
		free(body);
		CHECK_STATUS(status, OTK_E_NOMEM, &error);
		return false;
	}
	CHECK_INT(found->total, 12345);
	CHECK_INT(found->item_count, wanted->count);
	CHECK_STR(found->items[wanted->count - 1]->streams[1]->stream_id, "s2");
	otk_free(record);
	return true;
}

/* The growth of the body counts as well; ten times the items need a few more chunks. */
static void allocations_do_not_grow_with_the_items(void)
{
	list_case few = {.count = 100}, many = {.count = 10000};
	size_t before;

	CHECK(list(&few));
	otk_torture("list of 100", list, &few);
	before = otk_allocations_made();
	CHECK(list(&few));
	CHECK_CASE(otk_allocations_made() - before < 40, "100 archives: %zu allocations",
		otk_allocations_made() - before);
	before = otk_allocations_made();
	CHECK(list(&many));
	CHECK_CASE(otk_allocations_made() - before < 60, "10000 archives: %zu allocations",
		otk_allocations_made() - before);
}

static void rules_of_archives(void)
{
	const struct {
		otk_archive_options options;
		const char *message;
	} cases[] = {
		{{.name = "x"}, "archives.start: session_id: it is missing"},
		{{.session_id = "1_s", .has_audio = OTK_NO, .has_video = OTK_NO},
			"archives.start: an archive needs audio or video"},
		{{.session_id = "1_s",
			 .layout = &(const otk_layout){.struct_size = sizeof(otk_layout),
				 .type = "custom"}},
			"archives.start: layout.stylesheet: it is needed when layout.type is "
			"\"custom\""},
		{{.session_id = "1_s", .output_mode = "individual", .resolution = "640x480"},
			"archives.start: resolution: it must not be set when output_mode is "
			"\"individual\""},
		{{.session_id = "1_s", .has_transcription = OTK_YES},
			"archives.start: output_mode: it must be \"individual\" when "
			"has_transcription is \"true\"; it is not set"},
		{{.session_id = "a/b"}, "archives.start: session_id: \"a/b\": it must not be"},
		{{.session_id = ""}, "archives.start: session_id: it must not be empty"},
		{{.session_id = "1_s", .max_bitrate = 99999},
			"archives.start: max_bitrate: 99999 is too small; the least is 100000"},
	};
	const otk_type *type = otk_test_archive_row("start")->options;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_archive_options options = cases[i].options;
		otk_error error = OTK_ERROR_INIT;

		options.struct_size = sizeof(options);
		CHECK_STATUS(otk_validate(type, &options, &strict, "archives.start", &error),
			OTK_E_ARGUMENT, &error);
		CHECK_HAS(error.message, cases[i].message);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("schema/archives", TEST(every_allocation_may_fail),
		TEST(allocations_do_not_grow_with_the_items), TEST(rules_of_archives));
}
