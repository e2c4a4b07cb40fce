/* SPDX-License-Identifier: MIT */
/*
 * A request as a command or program that sends it. Every text is quoted by the rules of the
 * language, as ASCII, so that nothing in it can end its quotes. What signs the request is read from
 * the environment when the program runs.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/code/request_code.h"

#define LINE_MAX_BYTES 80 /* of a text in the program */

/* ---- quoting */

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c <= '~';
}

/* In single quotes, which only a single quote ends. Other bytes than ASCII come from printf. */
static void print_shell(const char *text)
{
	const char *c = text;

	while (*c && is_plain((unsigned char)*c))
		c++;
	if (*c) {
		printf("\"$(printf '");
		for (c = text; *c; c++)
			if (!is_plain((unsigned char)*c) || strchr("'%\\", *c))
				printf("\\%03o", (unsigned char)*c);
			else
				putchar(*c);
		printf("')\"");
		return;
	}
	putchar('\'');
	for (c = text; *c; c++)
		if (*c == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*c);
	putchar('\'');
}

/* A string of C, in pieces; three octal digits, so that no digit after them counts. */
static void print_c(const char *text)
{
	size_t size = 0;

	putchar('"');
	for (; *text; text++) {
		if (size >= LINE_MAX_BYTES) {
			fputs("\"\n\t\t\"", stdout);
			size = 0;
		}
		size++;
		if (!is_plain((unsigned char)*text) || strchr("\"\\?", *text))
			printf("\\%03o", (unsigned char)*text);
		else
			putchar(*text);
	}
	putchar('"');
}

/* The bytes of a text. */
static void print_python(const char *text)
{
	fputs("b\"", stdout);
	for (; *text; text++)
		if (!is_plain((unsigned char)*text) || strchr("\"\\", *text))
			printf("\\x%02x", (unsigned char)*text);
		else
			putchar(*text);
	putchar('"');
}

/* ---- languages */

static void print_curl(const otk_cli_request_text *request)
{
	if (!request->basic)
		puts("# OTK_HEADER=$(otk jwt --header)");
	printf("curl --globoff --request %s \\\n", request->method);
	puts(request->basic ? "\t--user \"$OTK_API_KEY:$OTK_API_SECRET\" \\"
			    : "\t--header \"$OTK_HEADER\" \\");
	puts("\t--header 'Accept: application/json' \\");
	if (request->content_type) {
		printf("\t--header 'Content-Type: %s' \\\n\t--data-raw ", request->content_type);
		print_shell(request->body);
		puts(" \\");
	}
	putchar('\t');
	print_shell(request->url);
	putchar('\n');
}

static void print_python_program(const otk_cli_request_text *request)
{
	if (!request->basic)
		puts("# export OTK_HEADER=\"$(otk jwt --header)\"");
	puts("import base64, os, sys, urllib.error, urllib.request\n");
	fputs("request = urllib.request.Request(", stdout);
	print_python(request->url);
	printf(".decode(), method=\"%s\")\n", request->method);
	puts("request.add_header(\"Accept\", \"application/json\")");
	if (request->basic)
		puts("pair = os.environ[\"OTK_API_KEY\"] + \":\" + os.environ[\"OTK_API_SECRET\"]\n"
		     "request.add_header(\"Authorization\",\n"
		     "                   \"Basic \" + base64.b64encode(pair.encode()).decode())");
	else
		puts("request.add_header(*os.environ[\"OTK_HEADER\"].split(\": \", 1))");
	if (request->content_type) {
		printf("request.add_header(\"Content-Type\", \"%s\")\nrequest.data = ",
			request->content_type);
		print_python(request->body);
		putchar('\n');
	}
	puts("try:\n"
	     "    with urllib.request.urlopen(request, timeout=20) as response:\n"
	     "        sys.stdout.buffer.write(response.read())\n"
	     "except urllib.error.HTTPError as error:\n"
	     "    sys.exit(f\"{error.code} {error.read().decode(errors='replace')}\")");
}

static void print_raw_call(const otk_raw_options *raw)
{
	static const char *const repeats[] = {
		"OTK_REPEAT_UNSAFE", "OTK_REPEAT_SETTLE", "OTK_REPEAT_SAFE"};
	static const char *const auths[] = {
		"OTK_AUTH_PROJECT", "OTK_AUTH_ACCOUNT", "OTK_AUTH_BASIC", "OTK_AUTH_EITHER"};

	printf("\tcall = client ? otk_call_new_raw(client,\n"
	       "\t\t&OTK_RAW_OPTIONS(.method = \"%s\", .path = ",
		raw->method);
	print_c(raw->path);
	if (raw->body) {
		fputs(",\n\t\t.body = ", stdout);
		print_c(raw->body);
	}
	printf(",\n\t\t.repeat = %s, .auth = %s%s), &error) : NULL;\n", repeats[raw->repeat],
		auths[raw->auth], raw->form == OTK_YES ? ", .form = OTK_YES" : "");
}

static void print_c_program(const otk_cli_request_text *request)
{
	const bool opentok = request->backend == OTK_BACKEND_OPENTOK;

	puts("/* cc -std=c17 request.c $(pkg-config --cflags --libs otk) */\n"
	     "#include <otk/otk.h>\n#include <stdio.h>\n#include <stdlib.h>\n\n"
	     "int main(void)\n{\n"
	     "\totk_error error = OTK_ERROR_INIT;\n\tchar *response = NULL;\n"
	     "\totk_call *call;");
	printf("\totk_client *client = otk_client_new(&OTK_CLIENT_OPTIONS(\n"
	       "\t\t.%s = getenv(\"%s\"),\n\t\t.%s = getenv(\"%s\"),\n"
	       "\t\t.api_url = getenv(\"OTK_API_URL\")), &error);\n\n",
		opentok ? "api_key" : "application_id",
		opentok ? "OTK_API_KEY" : "OTK_APPLICATION_ID",
		opentok ? "api_secret" : "private_key_file",
		opentok ? "OTK_API_SECRET" : "OTK_PRIVATE_KEY");
	if (request->raw) {
		print_raw_call(request->raw);
	} else {
		printf("\tcall = client ? otk_call_new_json(client, \"%s\",\n\t\t",
			request->operation);
		print_c(request->json);
		puts(", &error) : NULL;");
	}
	puts("\tif (!call || otk_call_perform_json(call, NULL, &response, &error))\n"
	     "\t\tfprintf(stderr, \"%s\\n\", error.message);\n"
	     "\telse\n\t\tprintf(\"%s\\n\", response);\n"
	     "\totk_free(response);\n\totk_client_free(client);\n"
	     "\treturn error.status != OTK_OK;\n}");
}

static const struct {
	const char *name;
	void (*print)(const otk_cli_request_text *request);
} languages[] = {{"curl", print_curl}, {"c", print_c_program}, {"python", print_python_program}};

const char *const otk_cli_code_names[] = {"curl", "c", "python", NULL};

void otk_cli_print_code(const char *language, const otk_cli_request_text *request)
{
	for (size_t i = 0; i < OTK_COUNT_OF(languages); i++)
		if (strcmp(languages[i].name, language) == 0)
			languages[i].print(request);
}
