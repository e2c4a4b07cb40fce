/* SPDX-License-Identifier: MIT */
/* otk api --all: collects the items of every page of a list that no operation describes. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/raw_call.h"
#include "tools/otk/operations/raw_pages.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/time_limit.h"
#include "tools/otk/terminal/text.h"

#define COUNT     "1000" /* items of a page by offset, unless the path says it */
#define DEPTH_MAX 16     /* of the object that has pageInfo */

/* The walk over the pages of one list. */
typedef struct walk {
	otk_cli *cli;
	const char *server;  /* scheme and host of the requests */
	otk_raw_options raw; /* the next request */
	json_object *page;   /* the last response */
	json_object *items;  /* of all pages */
	const char *list;    /* path of the items in a page; NULL: not known yet */
	size_t found;        /* number of items of the last page */
	json_object *last;   /* its list; NULL: none yet */
	bool complete;       /* there are as many items as the last response said */
	size_t requests;     /* after the first one */
	size_t mark_at;      /* the number of requests at which `mark` becomes the latest one */
	otk_raw_options mark;
} walk;

/* Prepares the request of the next page. *more: there is one. */
typedef otk_cli_exit next_fn(walk *w, bool *more);

/* ---- the query of a path */

static const char *encode_value(otk_cli *cli, const char *text)
{
	char *encoded = otk_cli_new(cli, 3 * strlen(text) + 1), *to = encoded;

	for (; *text; text++)
		if (isalnum((unsigned char)*text) || strchr("-_.~", *text))
			*to++ = *text;
		else
			to += snprintf(to, 4, "%%%02X", (unsigned char)*text);
	return encoded;
}

/* Returns where the parameter begins in the query of a path; NULL: it is not there. */
static const char *find_parameter(const char *path, const char *name)
{
	const size_t size = strlen(name);
	const char *at = strchr(path, '?');

	for (; at; at = strchr(at, '&')) {
		at++;
		if (strncmp(at, name, size) == 0 && at[size] == '=')
			return at;
	}
	return NULL;
}

/* Sets a parameter of the path of the next request. */
static void set_parameter(walk *w, const char *name, const char *value)
{
	const char *path = w->raw.path, *at = find_parameter(path, name), *rest;

	value = encode_value(w->cli, value);
	if (!at) {
		w->raw.path = otk_cli_text(
			w->cli, "%s%c%s=%s", path, strchr(path, '?') ? '&' : '?', name, value);
		return;
	}
	rest = at + strcspn(at, "&");
	w->raw.path =
		otk_cli_text(w->cli, "%.*s%s=%s%s", (int)(at - path), path, name, value, rest);
}

/* ---- links: "_links": {"next": {"href"}} */

static const char *link_of(const walk *w)
{
	return otk_cli_json_get(otk_cli_json_at(w->page, "_links.next"), "href");
}

static bool has_links(const walk *w)
{
	return otk_cli_json_at(w->page, "_links.self") || link_of(w);
}

static otk_cli_exit next_by_link(walk *w, bool *more)
{
	const char *link = link_of(w), *last = w->raw.path;
	const size_t size = strlen(w->server);

	*more = link != NULL;
	if (!link)
		return OTK_CLI_DONE;
	if (strncmp(link, w->server, size) == 0 && link[size] == '/')
		link += size;
	if (*link != '/')
		return otk_cli_wrong(w->cli,
			"--all: the next page is on another host: %s; get it with --api-url",
			otk_cli_quote(w->cli, NULL, link));
	if (strcmp(link, last) == 0)
		return otk_cli_wrong(w->cli, "--all: the service sent the link of this page for "
					     "the next one; leave --all out");
	w->raw.path = link;
	return OTK_CLI_DONE;
}

/* ---- cursors: members of the response that become parameters of the query */

/* The first one decides; the others belong to it. */
static const char *const cursors[] = {"cursor", "iv"};

static bool has_cursor(const walk *w)
{
	return otk_cli_json_get(w->page, cursors[0]) != NULL;
}

static otk_cli_exit next_by_cursor(walk *w, bool *more)
{
	const char *last = w->raw.path;

	*more = has_cursor(w) && *otk_cli_json_get(w->page, cursors[0]);
	if (!*more)
		return OTK_CLI_DONE;
	for (size_t i = 0; i < OTK_COUNT_OF(cursors); i++) {
		const char *value = otk_cli_json_get(w->page, cursors[i]);

		if (value)
			set_parameter(w, cursors[i], value);
	}
	if (strcmp(w->raw.path, last) != 0)
		return OTK_CLI_DONE;
	return otk_cli_wrong(w->cli,
		"--all: the service sent the cursor of this page for the next one; leave --all "
		"out");
}

/* ---- GraphQL: "pageInfo": {"hasNextPage", "endCursor"} beside the items, in any depth */

/* The path of the object with pageInfo that is `depth` levels down; NULL: there is none. */
static const char *path_of_page(otk_cli *cli, json_object *from, int depth)
{
	const char *inner = NULL, *name = "0";
	json_object_iter each;

	if (depth == 0)
		return otk_cli_json_at(from, "pageInfo") ? "" : NULL;
	if (json_object_is_type(from, json_type_array)) {
		inner = path_of_page(cli, json_object_array_get_idx(from, 0), depth - 1);
	} else if (json_object_is_type(from, json_type_object)) {
		json_object_object_foreachC(from, each) {
			name = each.key;
			inner = path_of_page(cli, each.val, depth - 1);
			if (inner)
				break;
		}
	}
	return inner ? otk_cli_text(cli, "%s%s%s", name, *inner ? "." : "", inner) : NULL;
}

/* The outermost one: that of the list that the query asks for. */
static json_object *graph_list(const walk *w, const char **path)
{
	*path = NULL;
	for (int depth = 0; !*path && depth < DEPTH_MAX; depth++)
		*path = path_of_page(w->cli, w->page, depth);
	return *path ? otk_cli_json_at(w->page, *path) : NULL;
}

static bool has_page_info(const walk *w)
{
	const char *path;

	return w->raw.body && graph_list(w, &path);
}

static otk_cli_exit set_end_cursor(walk *w, const char *cursor)
{
	const char *problem = NULL;
	json_object *body = otk_cli_json_parse(w->cli, w->raw.body,
		w->raw.body_size ? w->raw.body_size : strlen(w->raw.body), &problem);
	json_object *variables = otk_cli_json_at(body, "variables");
	const char *last = otk_cli_json_get(variables, "endCursor");

	if (!body || (last && strcmp(last, cursor) == 0))
		return otk_cli_wrong(w->cli,
			"--all: the endCursor is that of this page; the query must pass "
			"$endCursor to the list");
	if (!variables) {
		variables = json_object_new_object();
		otk_cli_json_add(body, "variables", variables);
	}
	otk_cli_json_add_text(variables, "endCursor", cursor);
	w->raw.body = otk_cli_json_text(body);
	w->raw.body_size = 0;
	return OTK_CLI_DONE;
}

static otk_cli_exit next_by_page_info(walk *w, bool *more)
{
	const char *path, *cursor;
	json_object *info = otk_cli_json_at(graph_list(w, &path), "pageInfo");

	*more = otk_cli_json_yes(info, "hasNextPage");
	if (!*more)
		return OTK_CLI_DONE;
	cursor = otk_cli_json_get(info, "endCursor");
	if (cursor)
		return set_end_cursor(w, cursor);
	return otk_cli_wrong(w->cli,
		"--all: pageInfo has no endCursor; ask for pageInfo { hasNextPage endCursor }");
}

/* ---- numbers of pages */

static bool has_numbers(const walk *w)
{
	return otk_cli_json_at(w->page, "page") && otk_cli_json_at(w->page, "total_pages");
}

static otk_cli_exit next_by_number(walk *w, bool *more)
{
	const int64_t page = otk_cli_json_int(w->page, "page");

	*more = w->found && page < otk_cli_json_int(w->page, "total_pages");
	if (*more)
		set_parameter(w, "page", otk_cli_text(w->cli, "%lld", (long long)page + 1));
	return OTK_CLI_DONE;
}

/* ---- offset and count, as most lists of the service have them */

static bool has_items(const walk *w)
{
	return json_object_is_type(otk_cli_json_at(w->page, "items"), json_type_array);
}

/* Whether the page has as many items as the path asked for. */
static bool is_full(const walk *w)
{
	const char *count = find_parameter(w->raw.path, "count");

	return count && w->found == strtoul(count + strlen("count="), NULL, 10);
}

/* A full page is never the last one: some servers send the length of the page as the total. */
static otk_cli_exit next_by_offset(walk *w, bool *more)
{
	const size_t found = json_object_array_length(w->items);

	*more = w->found && (is_full(w) || found < (size_t)otk_cli_json_int(w->page, "count"));
	if (!*more)
		return OTK_CLI_DONE;
	set_parameter(w, "offset", otk_cli_text(w->cli, "%zu", found));
	if (!find_parameter(w->raw.path, "count"))
		set_parameter(w, "count", COUNT);
	return OTK_CLI_DONE;
}

/* ---- all */

/* In the order in which they are looked for. */
static const struct style {
	bool (*fits)(const walk *w);
	next_fn *next;
} styles[] = {
	{has_links, next_by_link},
	{has_cursor, next_by_cursor},
	{has_page_info, next_by_page_info},
	{has_numbers, next_by_number},
	{has_items, next_by_offset},
};

static const struct style *style_of(const walk *w)
{
	for (size_t i = 0; i < OTK_COUNT_OF(styles); i++)
		if (styles[i].fits(w))
			return &styles[i];
	return NULL;
}

/* The path of the first array of objects in an object, or of the first array; NULL: it has none. */
static const char *path_of_array(otk_cli *cli, json_object *from, const char *before)
{
	const char *first = NULL;
	json_object_iter each;

	if (!json_object_is_type(from, json_type_object))
		return NULL;
	json_object_object_foreachC(from, each) {
		if (!json_object_is_type(each.val, json_type_array))
			continue;
		if (!first || json_object_is_type(
				      json_object_array_get_idx(each.val, 0), json_type_object))
			first = otk_cli_text(cli, "%s%s", before, each.key);
		if (json_object_is_type(json_object_array_get_idx(each.val, 0), json_type_object))
			break;
	}
	return first;
}

static const char *path_of_items(const walk *w)
{
	const char *graph, *path = NULL;
	json_object *list = w->raw.body ? graph_list(w, &graph) : NULL;

	if (json_object_is_type(w->page, json_type_array))
		return "";
	if (has_items(w))
		return "items";
	if (list)
		path = path_of_array(
			w->cli, list, *graph ? otk_cli_text(w->cli, "%s.", graph) : "");
	if (!path)
		path = path_of_array(w->cli, otk_cli_json_at(w->page, "_embedded"), "_embedded.");
	return path ? path : path_of_array(w->cli, w->page, "");
}

/* Whether the service knows nothing of the parameter that asks for the next page. */
static bool repeats_page(const walk *w, json_object *list)
{
	return w->last && otk_cli_json_at(list, "0.id") && json_object_equal(w->last, list);
}

static otk_cli_exit take_items(walk *w)
{
	json_object *list;

	if (!w->list)
		w->list = path_of_items(w);
	list = w->list ? otk_cli_json_at(w->page, w->list) : NULL;
	w->found = 0;
	if (!w->list)
		return otk_cli_wrong(
			w->cli, "--all: the response has no list of items; leave --all out");
	if (!json_object_is_type(list, json_type_array))
		return OTK_CLI_DONE;
	w->found = json_object_array_length(list);
	if (w->complete && json_object_equal(w->last, list)) {
		w->found = 0; /* all items were there before, and the service ignores the offset */
		return OTK_CLI_DONE;
	}
	if (repeats_page(w, list))
		return otk_cli_wrong(
			w->cli, "--all: the service sent the same page twice; leave --all out");
	w->last = list;
	for (size_t i = 0; i < w->found; i++)
		otk_cli_json_append(w->items, json_object_get(json_object_array_get_idx(list, i)));
	w->complete =
		json_object_array_length(w->items) == (size_t)otk_cli_json_int(w->page, "count");
	return OTK_CLI_DONE;
}

/* The scheme and host of the requests. */
static otk_cli_exit read_server(walk *w, otk_client *client)
{
	otk_request_view view = {.struct_size = sizeof(view)};
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_call_new_raw(client, &w->raw, &error);
	const char *host;

	if (!call || otk_call_request(call, &view)) {
		otk_call_free(call);
		return otk_cli_fail(w->cli, &error);
	}
	host = strstr(view.url, "://");
	host = host ? host + 3 : view.url;
	w->server = otk_cli_copy(w->cli, view.url, (size_t)(host - view.url) + strcspn(host, "/?"));
	otk_call_free(call);
	return OTK_CLI_DONE;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/*
 * Whether the next request is one of the earlier ones, so that the walk would never end: links or
 * cursors that lead in a circle. Each is compared with one request; that is replaced by the latest
 * after 1, 2, 4, 8 … requests, so every circle is found (Brent's algorithm).
 */
static bool walks_in_circle(walk *w)
{
	if (w->requests && same_text(w->raw.path, w->mark.path) &&
		same_text(w->raw.body, w->mark.body))
		return true;
	if (w->requests++ == w->mark_at) {
		w->mark = w->raw;
		w->mark_at = 2 * w->requests;
	}
	return false;
}

static otk_cli_exit get_pages(walk *w, otk_client *client)
{
	const struct style *style = NULL;
	otk_cli_exit code = OTK_CLI_DONE;
	const char *text;
	bool more = true;

	while (!code && more) {
		if (otk_cli_time_is_up(w->cli))
			return otk_cli_report_timeout(w->cli);
		code = otk_cli_raw_call(w->cli, client, &w->raw, &w->page, &text);
		if (!code)
			code = take_items(w);
		if (!code && !style)
			style = style_of(w);
		more = false;
		if (!code && style)
			code = style->next(w, &more);
		if (!code && more && walks_in_circle(w))
			code = otk_cli_wrong(w->cli,
				"--all: the links or cursors of the pages lead "
				"in a circle; leave --all out");
	}
	return code;
}

otk_cli_exit otk_cli_raw_pages(
	otk_cli *cli, otk_client *client, const otk_raw_options *first, json_object **whole)
{
	walk w = {.cli = cli, .raw = *first, .items = otk_cli_json_array(cli)};
	otk_cli_exit code;

	*whole = NULL;
	if (strcmp(first->method, "GET") != 0 && !(first->body && strstr(first->body, "pageInfo")))
		return otk_cli_wrong(cli, "--all: it needs GET, or a GraphQL query that asks for "
					  "pageInfo; leave --all out");
	if (find_parameter(first->path, "offset"))
		return otk_cli_wrong(
			cli, "--all: it begins with the first page; leave offset out of the path");
	code = read_server(&w, client);
	if (code)
		return code;
	otk_cli_guard_time(cli);
	code = get_pages(&w, client);
	otk_cli_unguard_time();
	if (code)
		return code;
	*whole = otk_cli_json_object(cli);
	otk_cli_json_add(
		*whole, "count", otk_cli_json_number((int64_t)json_object_array_length(w.items)));
	otk_cli_json_add(*whole, "items", json_object_get(w.items));
	return OTK_CLI_DONE;
}
