/* SPDX-License-Identifier: MIT */
/* Tests of operations: the row, its path template, and the fields and operations that it names. */
#include "config.h"

#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/context/text.h"
#include "tools/otk/plugin/check/tables/code.h"
#include "tools/otk/plugin/check/tables/kinds.h"
#include "tools/otk/plugin/check/tables/walk.h"
#include "tools/otk/plugin/check/tests/row_tests.h"

#define PATH_IDS_MAX 4
#define LIST_MAX     64

/* The operation under test, and the names that most findings need. */
typedef struct row {
	otk_cli_check *check;
	const otk_interface *interface;
	const otk_operation *row;
	const char *where;
} row;

static void report_row(const row *r, const char *problem, const char *change)
{
	otk_cli_check_find(r->check, r->where, change, "%s", problem);
}

static row row_of(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *operation)
{
	return (row){
		check, interface, operation, otk_cli_check_row_where(check, interface, operation)};
}

static bool is_sized(const otk_operation *operation)
{
	return operation->operation_size == sizeof(*operation) && operation->name;
}

/* ---- operations */

static bool is_row_name(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((name[i] < 'a' || name[i] > 'z') &&
			(!i || ((name[i] < '0' || name[i] > '9') && name[i] != '_')))
			return false;
	return size > 0 && size < 128;
}

static bool has_name(const otk_operation *operation, const char *name, size_t size)
{
	const char *list = operation->aliases, *word = operation->name;
	size_t length = strlen(word);

	do {
		if (length == size && memcmp(word, name, size) == 0)
			return true;
	} while (otk_cli_check_word(&list, &word, &length));
	return false;
}

static void judge_names(const row *r)
{
	const char *list = r->row->aliases, *word = r->row->name;
	size_t size = strlen(word);

	do {
		if (!is_row_name(word, size))
			report_row(r,
				otk_cli_text(r->check->cli, "has the name or alias \"%.*s\"",
					(int)size, word),
				"names are lower case letters, digits and _, and begin with a letter");
		for (const otk_operation *other = r->interface->operations; other < r->row; other++)
			if (is_sized(other) && has_name(other, word, size))
				report_row(r,
					otk_cli_text(r->check->cli,
						"has the name \"%.*s\", as the operation %s has",
						(int)size, word, other->name),
					"a name or an alias denotes one operation; rename one");
	} while (otk_cli_check_word(&list, &word, &size));
}

static void judge_texts(const row *r)
{
	const char *summary = r->row->summary;

	if (!summary || !*summary || !otk_cli_check_is_text(summary) || strpbrk(summary, "\n\t"))
		report_row(r, "has no summary, or one with control characters",
			".summary = \"Make a thing\"");
	else if (summary[strlen(summary) - 1] == '.')
		report_row(r, "has a summary that ends in a full stop",
			"the summary is one line without a full stop");
	for (size_t i = 0; r->row->examples && r->row->examples[i]; i++)
		if (i == LIST_MAX || !otk_cli_check_is_text(r->row->examples[i])) {
			report_row(r, "has examples without an end, or with control characters",
				"OTK_EXAMPLES(\"thing list\")");
			return;
		}
}

static void judge_address(const row *r, const char *url, const char *problem, const char *advice)
{
	if (url && (!otk_cli_check_is_text(url) || strncmp(url, "https://", 8) != 0))
		report_row(r, problem, advice);
}

static void judge_request(const row *r)
{
	const otk_operation *o = r->row;

	if (o->method < OTK_METHOD_GET || o->method > OTK_METHOD_DELETE)
		report_row(r, "has no method, or an unknown one", ".method = OTK_METHOD_GET");
	if (o->body > OTK_BODY_FORM)
		report_row(r, "has an unknown kind of body", ".body = OTK_BODY_JSON");
	if (o->body && o->method == OTK_METHOD_GET)
		report_row(
			r, "is a GET with a body", "leave .body out, and put options in the query");
	if (o->auth > OTK_AUTH_EITHER)
		report_row(r, "has an unknown auth", ".auth = OTK_AUTH_PROJECT");
	if (o->backends > 3)
		report_row(r, "has unknown bits in backends",
			".backends = OTK_BACKEND_OPENTOK | OTK_BACKEND_VONAGE, or 0");
	if (o->repeat > OTK_REPEAT_SAFE)
		report_row(r, "has an unknown repeat class", ".repeat = OTK_REPEAT_SAFE");
	if (o->method == OTK_METHOD_GET && o->repeat == OTK_REPEAT_UNSAFE)
		report_row(r, "is a GET that is not repeated", "a GET is OTK_REPEAT_SAFE");
	judge_address(r, o->base_url, "has a base_url that is not https",
		".base_url = \"https://api.example.com\"");
	judge_address(r, o->vonage_url, "has a vonage_url that is not https",
		".vonage_url = \"https://api.example.com\"");
	if (!otk_cli_check_is_code(OTK_CLI_CHECK_FUNCTION(o->prepare)))
		report_row(r, "has a prepare that points to memory that is not code",
			"the name of a function, or leave .prepare out");
	if (!otk_cli_check_is_zero(o->reserved_bytes, sizeof(o->reserved_bytes)) ||
		!otk_cli_check_is_zero(o->reserved, sizeof(o->reserved)))
		report_row(r, "has reserved members that are not zero",
			"make the row with OTK_OPERATION()");
}

static void judge_response(const row *r)
{
	const otk_operation *o = r->row;
	size_t lists = 0;

	if (o->shape > OTK_SHAPE_MAYBE_OBJECT)
		report_row(r, "has an unknown shape", ".shape = OTK_SHAPE_OBJECT");
	if (o->result && o->shape == OTK_SHAPE_NONE)
		report_row(r, "has a result, but no shape", ".shape = OTK_SHAPE_OBJECT");
	if (!o->result && o->shape != OTK_SHAPE_NONE)
		report_row(r, "has a shape, but no result", ".result = &thing_type");
	for (size_t i = 0; o->result && o->result->fields && i < o->result->field_count; i++)
		lists += o->result->fields[i].kind == OTK_KIND_LIST;
	if (o->result && o->shape == OTK_SHAPE_ARRAY && lists != 1)
		report_row(r, "has the shape ARRAY and a result without exactly one list",
			"the result of an array is a struct with one OTK_LIST()");
}

static void judge_operation(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *operation)
{
	const row r = row_of(check, interface, operation);

	if (operation->operation_size != sizeof(*operation)) {
		report_row(&r, "has another size than otk_operation of this otk/plugin.h",
			"make the row with OTK_OPERATION()");
		return;
	}
	if (!operation->name) {
		report_row(&r, "has no name", "OTK_OPERATION(\"create\", …)");
		return;
	}
	judge_names(&r);
	judge_texts(&r);
	judge_request(&r);
	judge_response(&r);
}

void otk_cli_check_operations(otk_cli_check *check)
{
	otk_cli_check_each_row(check, judge_operation);
}

/* ---- paths */

static const otk_field *option_named(const otk_operation *o, const char *name, size_t size)
{
	for (size_t i = 0; o->options && i < o->options->field_count && i < OTK_FIELDS_MAX; i++)
		if (o->options->fields[i].name && strlen(o->options->fields[i].name) == size &&
			memcmp(o->options->fields[i].name, name, size) == 0)
			return &o->options->fields[i];
	return NULL;
}

/* Checks one {name} of the template. */
static void judge_path_name(const row *r, const char *name, size_t size, bool optional, size_t *ids)
{
	const otk_field *field = option_named(r->row, name, size);

	if (size == 7 && memcmp(name, "project", 7) == 0)
		return;
	if (field && field->place == OTK_IN_PATH)
		return;
	if (field)
		report_row(r,
			otk_cli_text(r->check->cli,
				"has {%.*s} in its path, but the option \"%.*s\" "
				"goes elsewhere",
				(int)size, name, (int)size, name),
			"give the option .place = OTK_IN_PATH, or rename the part of the path");
	else if (optional)
		report_row(r,
			otk_cli_text(r->check->cli,
				"has {%.*s} in [ ], which is not an option of place PATH",
				(int)size, name),
			"add the option with .place = OTK_IN_PATH, or remove the brackets");
	else if (++*ids == PATH_IDS_MAX + 1)
		report_row(r, "has more than 4 ids in its path", "make some of them options");
}

static void judge_template(const row *r)
{
	const char *path = r->row->path, *end;
	size_t ids = 0;
	int depth = 0;

	for (const char *at = path; *at; at++) {
		depth += (*at == '[') - (*at == ']');
		if (depth < 0)
			break;
		if (*at == '}')
			report_row(r, "has a } without { in its path", "write {name}");
		if (*at != '{')
			continue;
		end = strchr(at, '}');
		if (!end || end == at + 1) {
			report_row(r, "has a { without a name and } in its path", "write {name}");
			return;
		}
		judge_path_name(r, at + 1, (size_t)(end - at) - 1, depth > 0, &ids);
		at = end;
	}
	if (depth)
		report_row(r, "has unbalanced brackets in its path", "write [/part/{name}]");
}

static bool is_in_path(const char *path, const char *name)
{
	const size_t size = strlen(name);

	for (const char *at = path; (at = strchr(at, '{')); at++)
		if (strncmp(at + 1, name, size) == 0 && at[size + 1] == '}')
			return true;
	return false;
}

static void judge_options(const row *r)
{
	const otk_operation *o = r->row;

	for (size_t i = 0; o->options && i < o->options->field_count && i < OTK_FIELDS_MAX; i++) {
		const otk_field *field = &o->options->fields[i];
		const char *problem = NULL, *change = NULL;

		if (!field->name)
			continue;
		if (field->place == OTK_IN_PATH && !is_in_path(o->path, field->name)) {
			problem = "is of place PATH, but not in the path";
			change = otk_cli_text(
				r->check->cli, "write [/part/{%s}] in .path", field->name);
		} else if (field->place == OTK_IN_BODY && !o->body) {
			problem = "goes into the body, but the operation has none";
			change =
				".place = OTK_IN_QUERY for the option, or .body = OTK_BODY_JSON for "
				"the operation";
		} else if (field->place == OTK_IN_BODY && o->body == OTK_BODY_FORM &&
			   !otk_cli_check_is_scalar(field) && field->kind != OTK_KIND_STRINGS) {
			problem = "is of a kind that a form cannot hold";
			change = ".body = OTK_BODY_JSON";
		}
		if (problem)
			report_row(r,
				otk_cli_text(
					r->check->cli, "option \"%s\" %s", field->name, problem),
				change);
	}
}

static void judge_path(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *operation)
{
	const row r = row_of(check, interface, operation);

	if (!is_sized(operation))
		return;
	if (!operation->path || *operation->path != '/' ||
		!otk_cli_check_is_text(operation->path) || strpbrk(operation->path, "?# %\t\n")) {
		report_row(&r, "has no path, or one that does not begin with /, or has a query",
			".path = \"/v2/project/{project}/thing\"; options of place QUERY make the "
			"query");
		return;
	}
	judge_template(&r);
	judge_options(&r);
	if (operation->session_id && !is_in_path(operation->path, operation->session_id))
		report_row(&r,
			otk_cli_text(check->cli,
				"names \"%s\" as the session id, which is not in its "
				"path",
				operation->session_id),
			".session_id is the name of a {part} of .path");
}

void otk_cli_check_paths(otk_cli_check *check)
{
	otk_cli_check_each_row(check, judge_path);
}

/* ---- references */

static const char *kind_name(otk_kind kind)
{
	switch (kind) {
	case OTK_KIND_STRING:
		return "string";
	case OTK_KIND_INT:
		return "number";
	case OTK_KIND_LIST:
		return "list";
	case OTK_KIND_FLAG:
	case OTK_KIND_STRINGS:
	case OTK_KIND_MAP:
	case OTK_KIND_OBJECT:
		break;
	}
	return "field";
}

/* Returns whether the library looks for the field in the struct itself, not in nested ones. */
static bool is_own_only(const row *r, const char *member, const otk_type *type)
{
	return strcmp(member, "adopts.match") == 0 || strcmp(member, "pages.offset") == 0 ||
	       (type == r->row->options && strncmp(member, "pages.", 6) == 0);
}

/* Checks that `member` names a field of this kind, or is NULL where that is allowed. */
static void judge_field(const row *r, const char *member, const otk_type *type, const char *path,
	otk_kind kind, bool may_be_null)
{
	const char *list = path, *word;
	size_t size;

	if (!path && !may_be_null)
		report_row(r, otk_cli_text(r->check->cli, "%s is missing", member),
			otk_cli_text(r->check->cli, "name a %s of %s", kind_name(kind),
				type ? type->name : "a type, which the operation needs as well"));
	while (otk_cli_check_word(&list, &word, &size)) {
		const otk_field *field = otk_cli_check_field_at(type, word, size);

		if (field && field->kind == kind && memchr(word, '.', size) &&
			is_own_only(r, member, type)) {
			report_row(r,
				otk_cli_text(r->check->cli,
					"%s names \"%.*s\", which is a field of a nested object",
					member, (int)size, word),
				"name a field of the struct itself");
			continue;
		}
		if (field && field->kind == kind)
			continue;
		report_row(r,
			otk_cli_text(r->check->cli, "%s names \"%.*s\", which is not a %s of %s",
				member, (int)size, word, kind_name(kind),
				type ? type->name : "the operation"),
			"use the wire name of the field; fields of nested objects have dots");
	}
}

static const otk_operation *row_named(const otk_interface *interface, const char *name)
{
	for (size_t i = 0; i < interface->operation_count && i < OTK_OPERATIONS_MAX; i++)
		if (is_sized(&interface->operations[i]) &&
			strcmp(interface->operations[i].name, name) == 0)
			return &interface->operations[i];
	return NULL;
}

/* Pages that are requested by texts of the response before. */
static bool is_cursor(const otk_operation *operation)
{
	const char *list = operation->pages->offset, *word;
	const otk_field *first = NULL;
	size_t size;

	if (list && !operation->pages->count && otk_cli_check_word(&list, &word, &size))
		first = otk_cli_check_field_at(operation->options, word, size);
	return first && first->kind == OTK_KIND_STRING;
}

static void judge_pages(const row *r, const otk_pages *pages)
{
	const otk_operation *o = r->row;

	if (!pages->offset == !pages->page)
		report_row(r, "has pages with both offset and page, or neither",
			"set pages.offset (items to skip) or pages.page (from 1)");
	if (pages->max_count < 1)
		report_row(r, "has pages with a max_count below 1", ".max_count = 1000");
	if (is_cursor(o)) {
		judge_field(r, "pages.offset", o->options, pages->offset, OTK_KIND_STRING, false);
		judge_field(r, "pages.offset", o->result, pages->offset, OTK_KIND_STRING, false);
	} else {
		judge_field(r, "pages.offset", o->options, pages->offset, OTK_KIND_INT, true);
		judge_field(r, "pages.count", o->options, pages->count, OTK_KIND_INT, false);
	}
	judge_field(r, "pages.page", o->options, pages->page, OTK_KIND_INT, true);
	judge_field(r, "pages.total", o->result, pages->total, OTK_KIND_INT, false);
	judge_field(r, "pages.items", o->result, pages->items, OTK_KIND_LIST, false);
}

static void judge_downloads(const row *r, const otk_downloads *from)
{
	const otk_type *type = r->row->result;

	judge_field(r, "downloads.url", type, from->url, OTK_KIND_STRING, false);
	judge_field(r, "downloads.size", type, from->size, OTK_KIND_INT, true);
	judge_field(r, "downloads.sha256", type, from->sha256, OTK_KIND_STRING, true);
	judge_field(r, "downloads.status", type, from->status, OTK_KIND_STRING, true);
}

/* Checks that `member` names an operation that the library may call by itself. */
static const otk_operation *judge_follow(
	const row *r, const char *member, const char *name, const char *change)
{
	const otk_operation *follow = name ? row_named(r->interface, name) : NULL;

	if (!follow)
		report_row(r,
			otk_cli_text(r->check->cli, "%s names \"%s\", which is not an operation",
				member, name ? name : "(NULL)"),
			change);
	else if (follow->repeat != OTK_REPEAT_SAFE)
		report_row(r,
			otk_cli_text(
				r->check->cli, "%s names \"%s\", which is not safe", member, name),
			"name an operation with .repeat = OTK_REPEAT_SAFE: it is called unasked");
	return follow;
}

static void judge_adopts(const row *r, const otk_adopts *adopts)
{
	judge_follow(r, "adopts.list", adopts->list,
		".list is the name of the operation that lists the objects");
	judge_field(r, "adopts.match", r->row->options, adopts->match, OTK_KIND_STRING, false);
}

static void judge_references(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *operation)
{
	const row r = row_of(check, interface, operation);
	const otk_operation *follow = NULL;

	if (!is_sized(operation))
		return;
	if (operation->pages)
		judge_pages(&r, operation->pages);
	if (operation->downloads)
		judge_downloads(&r, operation->downloads);
	if (operation->adopts)
		judge_adopts(&r, operation->adopts);
	if (operation->settles) {
		judge_field(&r, "settles.status", operation->result, operation->settles->status,
			OTK_KIND_STRING, false);
		if (!operation->settles->final_values || !operation->settles->final_values[0])
			report_row(&r, "settles without final values",
				".final_values = an array of texts that ends with NULL");
	}
	if (operation->settle_by)
		follow = judge_follow(&r, "settle_by", operation->settle_by,
			".settle_by is the name of the operation that gets the object");
	if (follow && follow->result != operation->result)
		report_row(&r,
			otk_cli_text(check->cli, "settle_by names \"%s\", which has another result",
				operation->settle_by),
			"the result of both is of the same type");
}

void otk_cli_check_references(otk_cli_check *check)
{
	otk_cli_check_each_row(check, judge_references);
}
