/* SPDX-License-Identifier: MIT */
/*
 * Decodes JSON of a caller into the options of every operation: no crash, and options that are
 * written and read again are the same.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/encode/encode_form.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/template.h"
#include "core/schema/validate/validate.h"
#include "tests/fuzz/fuzz.h"
#include "tests/harness.h"
#include "tests/plugins/features.h"

#define FIRST 'A' /* the first byte selects the operation */

const char *const fuzz_name = "fuzz/options";

static const otk_operation *operations[FUZZ_SEEDS_MAX];
static size_t operation_count;

static void take_interface(const otk_interface *interface)
{
	for (size_t i = 0; i < interface->operation_count; i++)
		if (interface->operations[i].options && operation_count < FUZZ_SEEDS_MAX)
			operations[operation_count++] = &interface->operations[i];
}

static void set_up(void)
{
	static bool done;

	if (!done)
		otk_feature_interfaces(take_interface);
	done = true;
}

static const char *written(const otk_operation *operation, const void *options, otk_buffer *out)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status;

	otk_buffer_init(out, 1 << 20);
	status = operation->body == OTK_BODY_FORM
			 ? otk_encode_form(operation->options, options, out, &error)
			 : otk_encode_json(operation->options, options, out, &error);
	if (status && !error.message[0])
		return "not written, without a word";
	return NULL;
}

static const char *again(const otk_operation *operation, const otk_buffer *first)
{
	const char *ids[OTK_PATH_IDS_MAX + 1];
	void *options = NULL;
	otk_buffer second;
	const char *wrong;

	if (otk_decode_options(
		    NULL, operation->options, first->data, OTK_NAMING_WIRE, &options, ids, NULL))
		return "what was written cannot be read";
	wrong = written(operation, options, &second);
	if (!wrong && (second.size != first->size || memcmp(second.data, first->data, first->size)))
		wrong = "written otherwise the second time";
	otk_buffer_free(&second);
	otk_free(options);
	return wrong;
}

const char *fuzz_one(const char *data, size_t size)
{
	const char *ids[OTK_PATH_IDS_MAX + 1], *wrong = NULL;
	const otk_validation validation = {.checks = OTK_CHECKS_STRICT};
	otk_error error = OTK_ERROR_INIT;
	const otk_operation *operation;
	void *options = NULL;
	otk_buffer out;

	set_up();
	if (!size || memchr(data, '\0', size))
		return NULL;
	operation = operations[(unsigned char)(data[0] - FIRST) % operation_count];
	if (otk_decode_options(operation, operation->options, data + 1, OTK_NAMING_WIRE, &options,
		    ids, &error))
		return options || !error.message[0] ? "refused without a word" : NULL;
	fuzz_good++;
	if (otk_validate(operation->options, options, &validation, "x", &error) &&
		!error.message[0])
		wrong = "invalid, without a word";
	if (!wrong)
		wrong = written(operation, options, &out);
	if (!wrong && operation->body == OTK_BODY_JSON && !out.status && out.size)
		wrong = again(operation, &out);
	otk_buffer_free(&out);
	otk_free(options);
	return wrong;
}

/* "> archives.get {…}", a case of requests.txt, unchanged. */
static bool seed_of_line(const char *line, size_t size, fuzz_seed *seed)
{
	char text[4096], *json;
	size_t i = 0;

	if (size >= sizeof(text) || size < 3 || strncmp(line, "> ", 2))
		return false;
	memcpy(text, line + 2, size - 2);
	text[size - 2] = '\0';
	json = strchr(text, ' ');
	if (!json || strstr(json, "$("))
		return false;
	*json++ = '\0';
	while (i < operation_count && otk_feature_operation(text) != operations[i])
		i++;
	if (i == operation_count)
		return false;
	*seed = fuzz_seed_of((char)(FIRST + i), json);
	return true;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	char *path = otk_test_source("tests/plugins/requests.txt");
	char *cases = otk_test_read(path, NULL);
	size_t count = 0;

	set_up();
	for (const char *line = cases; line && *line && count < FUZZ_SEEDS_MAX;) {
		const size_t size = strcspn(line, "\n");

		count += seed_of_line(line, size, &seeds[count]);
		line += size + (line[size] == '\n');
	}
	free(cases);
	free(path);
	return count;
}
