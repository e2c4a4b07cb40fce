/* SPDX-License-Identifier: MIT */
/* extra_json: claims in addition to those that otk writes from the options. */
#include "config.h"

#include "core/auth/token_make/token_extra.h"

#include <string.h>

#include "core/auth/token_make/token_claims.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

#define DEPTH_MAX 16

static otk_status check_member(otk_token_content *content, const otk_slice *name, otk_error *error)
{
	const int index = otk_token_claim_index(content, name);
	char claim[OTK_CLAIM_NAME_SIZE];

	if (index < 0)
		return OTK_OK;
	if (content->options.checks != OTK_CHECKS_OFF) {
		otk_token_claim_name(&otk_token_claims(content)[index], claim);
		return otk_fail(error, OTK_E_ARGUMENT,
			"extra_json: the claim \"%s\" is written from the options; leave it out, "
			"or set checks to OFF to replace it",
			claim);
	}
	content->replaced |= UINT32_C(1) << index;
	return OTK_OK;
}

otk_status otk_token_extra_read(otk_token_content *content, otk_error *error)
{
	const char *json = content->options.extra_json;
	const size_t size = strlen(json);
	otk_json_reader reader;
	otk_slice name, value;
	otk_status status;

	if (size > OTK_TOKEN_EXTRA_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "extra_json: is larger than %d bytes",
			OTK_TOKEN_EXTRA_MAX);
	otk_json_reader_init(&reader, json, size, DEPTH_MAX);
	for (bool more = otk_json_enter_object(&reader, &name); more;
		more = otk_json_next_member(&reader, &name)) {
		status = check_member(content, &name, error);
		if (status)
			return status;
		if (!otk_json_skip(&reader, &value))
			break;
		if (!content->extra.text)
			content->extra.text = name.text - 1; /* with the quote */
		content->extra.size = (size_t)(value.text + value.size - content->extra.text);
	}
	if (!otk_json_finish(&reader))
		return otk_fail(error, OTK_E_ARGUMENT,
			"extra_json: must be a JSON object (at byte %zu: %s)", reader.problem_at,
			reader.problem);
	return OTK_OK;
}
