/* SPDX-License-Identifier: MIT */
/* Checks operations before they are used. */
#include "config.h"

#include "core/schema/check/check_operation.h"

#include <string.h>

#include "core/base/text/text.h"
#include "core/schema/check/check_type.h"
#include "core/schema/field.h"
#include "core/schema/status_list.h"
#include "core/schema/template.h"

#include "core/base/cold.h"

#define TEXTS_MAX 64

static bool row_wrong(otk_checker *checker, const otk_operation *row, const char *problem)
{
	return otk_table_wrong(checker, row->name, "%s", problem);
}

/* Names of rows become C names, commands and parts of full names. */
static bool is_row_name(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((name[i] < 'a' || name[i] > 'z') &&
			(!i || ((name[i] < '0' || name[i] > '9') && name[i] != '_')))
			return false;
	return size > 0;
}

static bool check_names(otk_checker *checker, const otk_operation *row)
{
	const char *list = row->aliases, *word;
	size_t size;

	if (list && !otk_is_table_list(checker, list))
		return row_wrong(checker, row, "the list of aliases is broken");
	while (list && otk_word_next(&list, &word, &size))
		if (!is_row_name(word, size))
			return row_wrong(checker, row, "an alias is not a name");
	if (!row->summary || !otk_is_table_text(checker, row->summary) || !*row->summary)
		return row_wrong(checker, row, "the summary is missing or broken");
	return true;
}

/* Whether the base URL of a row begins with https://, or is not set. */
static bool is_https_url(const char *url)
{
	return !url || strncmp(url, "https://", 8) == 0;
}

static bool check_numbers(otk_checker *checker, const otk_operation *row)
{
	if (row->method < OTK_METHOD_GET || row->method > OTK_METHOD_DELETE)
		return row_wrong(checker, row, "the method is unknown");
	if (row->body > OTK_BODY_FORM || (row->body && row->method == OTK_METHOD_GET))
		return row_wrong(checker, row, "the body is unknown, or a GET has one");
	if (row->shape > OTK_SHAPE_MAYBE_OBJECT)
		return row_wrong(checker, row, "the shape of the response is unknown");
	if ((row->shape == OTK_SHAPE_NONE) != (row->result == NULL))
		return row_wrong(checker, row, "result and shape must be set together");
	if (row->repeat > OTK_REPEAT_SAFE)
		return row_wrong(checker, row, "the repeat class is unknown");
	if (row->auth > OTK_AUTH_EITHER || row->backends > 3)
		return row_wrong(checker, row, "auth or backends are unknown");
	if (!otk_is_zero(row->reserved_bytes, sizeof(row->reserved_bytes)) ||
		!otk_is_zero(row->reserved, sizeof(row->reserved)))
		return row_wrong(checker, row, "reserved members are not zero");
	if (row->errors && !otk_is_table_name(checker, row->errors))
		return row_wrong(checker, row, "errors is not the name of a member");
	if (!is_https_url(row->base_url) || !is_https_url(row->vonage_url))
		return row_wrong(checker, row, "base_url and vonage_url must begin with https://");
	return true;
}

static bool check_statuses(otk_checker *checker, const otk_operation *row)
{
	otk_status_list list;

	return otk_status_list_parse(row->read_status_as, &list) ||
	       row_wrong(checker, row, "read_status_as is not like \"408=404|500=404\"");
}

/* Checks one name of the template: a PATH field, {project}, or a further positional id. */
static bool check_path_name(otk_checker *checker, const otk_operation *row, const otk_part *part,
	int depth, size_t *ids)
{
	if (otk_part_is(part, "project") || otk_part_field(row->options, part))
		return true;
	if (depth)
		return otk_table_wrong(checker, row->name,
			"{%.*s} in [ ] must be a field of place PATH", (int)part->size, part->text);
	if (otk_field_find(row->options, part->text, part->size))
		return otk_table_wrong(checker, row->name,
			"\"%.*s\" is a positional id and an option with another place",
			(int)part->size, part->text);
	if (++*ids > OTK_PATH_IDS_MAX)
		return otk_table_wrong(
			checker, row->name, "the path has more than %d ids", OTK_PATH_IDS_MAX);
	return true;
}

static bool check_template(otk_checker *checker, const otk_operation *row)
{
	const char *at = row->path;
	size_t ids = 0;
	int depth = 0;

	if (!at || !otk_is_table_text(checker, at) || *at != '/' || at[strcspn(at, "?# %\t\n")])
		return row_wrong(checker, row, "the path must begin with / and have no query");
	for (otk_part part = otk_part_next(&at); part.kind != OTK_PART_END;
		part = otk_part_next(&at)) {
		depth += (part.kind == OTK_PART_OPEN) - (part.kind == OTK_PART_CLOSE);
		if (part.kind == OTK_PART_BROKEN || depth < 0)
			return row_wrong(checker, row, "the path has unbalanced brackets");
		if (part.kind == OTK_PART_NAME &&
			!check_path_name(checker, row, &part, depth, &ids))
			return false;
	}
	return !depth || row_wrong(checker, row, "the path has unbalanced brackets");
}

static bool is_in_template(const otk_operation *row, const char *name)
{
	const char *at = row->path;

	for (otk_part part = otk_part_next(&at); part.kind != OTK_PART_END;
		part = otk_part_next(&at))
		if (part.kind == OTK_PART_NAME && otk_part_is(&part, name))
			return true;
	return false;
}

/* Every option has a place in the request. */
static bool check_options(otk_checker *checker, const otk_operation *row)
{
	for (size_t i = 0; row->options && i < row->options->field_count; i++) {
		const otk_field *field = &row->options->fields[i];
		const char *problem = NULL;

		if (field->place == OTK_IN_PATH && !is_in_template(row, field->name))
			problem = "is not in the path";
		else if (field->place == OTK_IN_BODY && row->body == OTK_BODY_NONE)
			problem = "is for a body, but the operation has none";
		else if (field->place == OTK_IN_BODY && row->body == OTK_BODY_FORM &&
			 (field->kind == OTK_KIND_OBJECT || field->kind == OTK_KIND_LIST ||
				 field->kind == OTK_KIND_MAP))
			problem = "is of a kind that a form cannot hold";
		if (problem)
			return otk_table_wrong(
				checker, row->name, "option \"%s\" %s", field->name, problem);
	}
	return true;
}

static bool check_array(otk_checker *checker, const otk_operation *row)
{
	size_t lists = 0;

	if (row->shape != OTK_SHAPE_ARRAY)
		return true;
	for (size_t i = 0; i < row->result->field_count; i++)
		lists += row->result->fields[i].kind == OTK_KIND_LIST;
	return lists == 1 || row_wrong(checker, row, "a result of shape ARRAY needs one LIST");
}

/* Checks that each name of "a|b" is a STRING field; own: OTK_OWN_FIELD or 0. */
static bool check_string_names(otk_checker *checker, const otk_operation *row, const char *what,
	const otk_type *type, const char *list, unsigned own)
{
	const char *word;
	char name[OTK_NAME_MAX];
	size_t size;

	if (!otk_is_table_list(checker, list))
		return otk_table_wrong(checker, row->name, "%s does not name a field", what);
	while (otk_word_next(&list, &word, &size)) {
		memcpy(name, word, size);
		name[size] = '\0';
		if (!otk_check_names_field(
			    checker, row->name, what, type, name, OTK_KIND_STRING | own))
			return false;
	}
	return true;
}

/* Checks that the fields of a cursor are in the options and, with the same names, in the result. */
static bool check_cursor(otk_checker *checker, const otk_operation *row, const char *names)
{
	return check_string_names(
		       checker, row, "pages.offset", row->options, names, OTK_OWN_FIELD) &&
	       check_string_names(checker, row, "pages.offset", row->result, names, OTK_OWN_FIELD);
}

/* A cursor is a list of STRING fields, the first of which decides. */
static bool is_cursor(const otk_operation *row)
{
	const char *names = row->pages->offset;
	const otk_field *first;

	if (!names)
		return false;
	first = otk_field_find(row->options, names, strcspn(names, "|"));
	return first && first->kind == OTK_KIND_STRING;
}

static bool check_offset(otk_checker *checker, const otk_operation *row)
{
	const otk_pages *pages = row->pages;
	const char *name = row->name;

	if (is_cursor(row) && !pages->count)
		return check_cursor(checker, row, pages->offset);
	return otk_check_names_field(checker, name, pages->page ? "pages.page" : "pages.offset",
		       row->options, pages->page ? pages->page : pages->offset,
		       OTK_KIND_INT | OTK_OWN_FIELD) &&
	       otk_check_names_field(checker, name, "pages.count", row->options, pages->count,
		       OTK_KIND_INT | OTK_OWN_FIELD);
}

static bool check_pages(otk_checker *checker, const otk_operation *row)
{
	const otk_pages *pages = row->pages;
	const char *name = row->name;

	if (!pages)
		return true;
	if (pages->max_count < 1)
		return row_wrong(checker, row, "pages: max_count must be 1 or more");
	if (pages->offset && pages->page)
		return row_wrong(checker, row, "pages: offset and page are mutually exclusive");
	return check_offset(checker, row) &&
	       otk_check_names_field(
		       checker, name, "pages.total", row->result, pages->total, OTK_KIND_INT) &&
	       otk_check_names_field(
		       checker, name, "pages.items", row->result, pages->items, OTK_KIND_LIST);
}

/* Checks a list of texts that ends with NULL. */
static bool check_texts(
	otk_checker *checker, const otk_operation *row, const char *what, const char *const *texts)
{
	bool good = otk_are_table_texts(checker, texts, TEXTS_MAX);

	for (size_t i = 0; good && texts && texts[i]; i++)
		good = *texts[i];
	return good ||
	       otk_table_wrong(checker, row->name, "%s has a broken text, or too many", what);
}

/* Checks that the row's session id is one of its positional ids. */
static bool check_session_id(otk_checker *checker, const otk_operation *row)
{
	const char *name;
	size_t size;

	if (!row->session_id)
		return true;
	for (size_t i = 0; otk_path_id_name(row, i, &name, &size); i++)
		if (otk_is_table_text(checker, row->session_id) &&
			strlen(row->session_id) == size && memcmp(row->session_id, name, size) == 0)
			return true;
	return row_wrong(checker, row, "session_id does not name a positional id of the path");
}

static bool check_settles(otk_checker *checker, const otk_operation *row)
{
	const otk_settles *settles = row->settles;

	if (!settles)
		return true;
	if (!check_texts(checker, row, "settles.final_values", settles->final_values))
		return false;
	if (!settles->final_values || !settles->final_values[0])
		return row_wrong(checker, row, "settles has no final values");
	return check_texts(checker, row, "settles.failure_values", settles->failure_values) &&
	       check_string_names(checker, row, "settles.status", row->result, settles->status, 0);
}

static bool check_downloads(otk_checker *checker, const otk_operation *row)
{
	const otk_downloads *from = row->downloads;
	const char *name = row->name;

	if (!from)
		return true;
	return otk_check_names_field(
		       checker, name, "downloads.url", row->result, from->url, OTK_KIND_STRING) &&
	       (!from->size || otk_check_names_field(checker, name, "downloads.size", row->result,
				       from->size, OTK_KIND_INT)) &&
	       (!from->sha256 || otk_check_names_field(checker, name, "downloads.sha256",
					 row->result, from->sha256, OTK_KIND_STRING)) &&
	       (!from->status || otk_check_names_field(checker, name, "downloads.status",
					 row->result, from->status, OTK_KIND_STRING));
}

/* The list row and its items belong to another row: otk_interface_check() checks them. */
static bool check_adopts(otk_checker *checker, const otk_operation *row)
{
	const otk_adopts *adopts = row->adopts;

	if (!adopts)
		return true;
	if (!otk_is_table_name(checker, adopts->list))
		return row_wrong(checker, row, "adopts.list is not the name of an operation");
	return check_string_names(
		checker, row, "adopts.match", row->options, adopts->match, OTK_OWN_FIELD);
}

bool otk_check_row(otk_checker *checker, const otk_operation *rows, size_t index)
{
	const otk_operation *row = &rows[index];

	if (row->operation_size != sizeof(*row))
		return otk_table_wrong(checker, NULL,
			"operation %zu is not made with OTK_OPERATION() of this otk/plugin.h",
			index);
	if (!otk_is_table_name(checker, row->name) || !is_row_name(row->name, strlen(row->name)))
		return otk_table_wrong(checker, NULL,
			"operation %zu has no name of lower case letters, digits and _", index);
	/* The number of texts with which each struct begins; two others follow base_url. */
	if (!otk_is_table_of_texts(checker, row->pages, sizeof(*row->pages), 5) ||
		!otk_is_table_of_texts(checker, row->settles, sizeof(*row->settles), 1) ||
		!otk_is_table_of_texts(checker, row->downloads, sizeof(*row->downloads), 5) ||
		!otk_is_table_of_texts(checker, row->adopts, sizeof(*row->adopts), 4) ||
		!otk_is_table_of_texts(checker, &row->base_url, 3 * sizeof(row->base_url), 3) ||
		!otk_is_table_text(checker, row->vonage_url))
		return row_wrong(checker, row, "a table or text of it cannot be read");
	return check_names(checker, row) && check_numbers(checker, row) &&
	       check_texts(checker, row, "examples", row->examples) &&
	       check_statuses(checker, row) &&
	       (!row->options || otk_check_types(checker, row->options)) &&
	       (!row->result || otk_check_types(checker, row->result)) &&
	       check_template(checker, row) && check_session_id(checker, row) &&
	       check_options(checker, row) && check_array(checker, row) &&
	       check_pages(checker, row) && check_settles(checker, row) &&
	       check_downloads(checker, row) && check_adopts(checker, row);
}
