/* SPDX-License-Identifier: MIT */
/* Serves the files of the page: HTML, style sheet, scripts. They are part of the program. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/page/files.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"

/* Nothing is loaded from other hosts, no inline script runs, no site embeds the page. "blob:" is
 * for pictures of layouts, which are made in the page. */
static const char policy[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
	"require-trusted-types-for 'script'; trusted-types 'none'";

static const struct {
	const char *suffix, *type;
} types[] = {
	{".html", "text/html; charset=utf-8"},
	{".css", "text/css; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".svg", "image/svg+xml"},
};

static const char *type_of(const char *name)
{
	const char *suffix = strrchr(name, '.');

	for (size_t i = 0; suffix && i < COUNT_OF(types); i++)
		if (strcmp(types[i].suffix, suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}

static const sandbox_page_file *find_file(const char *name)
{
	for (const sandbox_page_file *file = sandbox_page_files; file->name; file++)
		if (strcmp(file->name, name) == 0)
			return file;
	return NULL;
}

/* Whether the client has this version. Weak tags and lists of tags count as well. */
static bool is_current(const sandbox_request *request, const char *tag)
{
	const char *known = sandbox_header(request, "If-None-Match");

	return known && strstr(known, tag);
}

static void send_file(sandbox_request *request, const sandbox_page_file *file)
{
	char *sum = sandbox_sha256_hex(file->text, file->size);
	char *tag = sandbox_print("\"%.32s\"", sum);

	if (is_current(request, tag))
		sandbox_reply_text(request, 304, NULL, "");
	else
		sandbox_reply_text(request, 200, type_of(file->name), file->text);
	sandbox_reply_header(request, "ETag", tag);
	sandbox_reply_header(request, "Cache-Control", "no-cache");
	sandbox_reply_header(request, "Content-Security-Policy", policy);
	sandbox_reply_header(request, "Referrer-Policy", "no-referrer");
	sandbox_reply_header(request, "Cross-Origin-Opener-Policy", "same-origin");
	sandbox_reply_header(request, "Cross-Origin-Resource-Policy", "same-origin");
	free(tag);
	free(sum);
}

static void show_index(sandbox_request *request)
{
	send_file(request, find_file("index.html"));
}

static void show_file(sandbox_request *request)
{
	const sandbox_page_file *file = find_file(sandbox_parameter(request, "name"));

	if (file)
		send_file(request, file);
	else
		sandbox_refuse(request, 404, -1, "The page has no file of this name");
}

const sandbox_route sandbox_page_routes[] = {
	{
		.method = "GET",
		.path = "/",
		.summary = "shows the page for a browser",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_OPEN,
		.handle = show_index,
	},
	{
		.method = "GET",
		.path = "/page/{name}",
		.summary = "sends a file of the page",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_OPEN,
		.handle = show_file,
	},
	{0},
};
