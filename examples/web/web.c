/* SPDX-License-Identifier: MIT */
/* The server and the page parts of the web examples. */
#include "web.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MAX (1024 * 1024)

typedef struct site {
	web_app app;
	const web_route *routes;
} site;

typedef struct upload {
	char *bytes;
	size_t size;
} upload;

/* ---- pages */

static const char style[] =
	":root{background:Canvas;color:CanvasText;color-scheme:light dark}"
	"body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:50rem;padding:1rem}"
	"video,.screen{background:#8884;border-radius:.5rem;max-width:100%}"
	".screen{min-height:9rem;margin:.5rem 0;padding:.5rem}"
	"table{border-collapse:collapse}"
	"th,td{border-bottom:1px solid #8888;padding:.3rem .8rem .3rem 0;text-align:left}"
	"code,pre{overflow-wrap:anywhere;white-space:pre-wrap}"
	"label{display:block;margin:.5rem 0}"
	"input,select,button{font:inherit;padding:.4rem .7rem;max-width:100%;box-sizing:border-box}"
	"label input:not([type=checkbox]),label select{display:block;width:22rem}"
	"form{display:inline-block;margin:.2rem .4rem .2rem 0;max-width:100%}"
	"form:has(label){display:block}"
	"@media(max-width:40rem){thead{display:none}td{border:0;display:block;padding:0}"
	"tr{border-bottom:1px solid #8888;display:block;padding:.5rem 0}}"
	"[role=alert]{border-left:.3rem solid #c00;padding-left:.7rem}";

void web_text(web_request *request, const char *text)
{
	for (; *text; text++) {
		if (strchr("&<>\"'", *text))
			fprintf(request->out, "&#%d;", *text);
		else
			putc(*text, request->out);
	}
}

void web_begin(web_request *request, const char *title)
{
	fprintf(request->out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	web_text(request, title);
	fprintf(request->out,
		"</title>\n<style>%s</style>\n</head>\n<body>\n"
		"<nav><a href=\"/\">Start</a></nav>\n<main>\n<h1>",
		style);
	web_text(request, title);
	fprintf(request->out, "</h1>\n");
}

void web_end(web_request *request)
{
	fprintf(request->out, "</main>\n</body>\n</html>\n");
}

void web_fail(web_request *request, const otk_error *error)
{
	rewind(request->out); /* a memory stream ends where the last write ended */
	request->status = MHD_HTTP_BAD_GATEWAY;
	web_begin(request, "That did not work");
	fprintf(request->out, "<p role=\"alert\">");
	web_text(request, error->message);
	fprintf(request->out, "</p>\n");
	web_end(request);
}

void web_redirect(
	web_request *request, otk_status status, const otk_error *error, const char *location)
{
	if (status)
		web_fail(request, error);
	else
		request->location = location;
}

const char *web_session(web_request *request)
{
	web_app *app = request->app;
	otk_error error = OTK_ERROR_INIT;
	otk_session *session = NULL;

	if (app->session_id)
		return app->session_id;
	if (otk_session_create(app->client, &OTK_SESSION_OPTIONS(.media_mode = OTK_MEDIA_ROUTED),
		    &session, &error)) {
		web_fail(request, &error);
		return NULL;
	}
	app->session_id = strdup(session->id);
	otk_free(session);
	return app->session_id;
}

/* The client library of the platform joins the session that the data attributes name. */
static const char join_script[] =
	"<script src=\"https://static.opentok.com/v2/js/opentok.min.js\"></script>\n"
	"<script>\n"
	"const place = document.getElementById('session').dataset;\n"
	"const say = (text) => { document.getElementById('state').textContent = text; };\n"
	"const check = (error) => { if (error) say(error.message); };\n"
	"if (!window.OT) {\n"
	"  say('The client library could not be loaded: is there a connection to the Internet?');\n"
	"} else {\n"
	"  const session = OT.initSession(place.key, place.session);\n"
	"  session.on('streamCreated', (event) =>\n"
	"    session.subscribe(event.stream, 'others', {insertMode: 'append'}, check));\n"
	"  session.connect(place.token, (error) => {\n"
	"    if (error) return say(error.message);\n"
	"    say('Connected.');\n"
	"    if (place.role !== 'subscriber')\n"
	"      session.publish(OT.initPublisher('own', {insertMode: 'append'}, check), check);\n"
	"  });\n"
	"}\n"
	"</script>\n";

bool web_join(web_request *request, const char *role, const char *layout_class)
{
	otk_error error = OTK_ERROR_INIT;
	const otk_key *key = otk_client_key(request->app->client);
	const char *session_id = web_session(request);
	otk_token_options options = OTK_TOKEN_OPTIONS(.role = role, .ttl = 3600);
	char *token = NULL;

	if (!session_id)
		return false;
	if (layout_class)
		options.layout_classes = (otk_strings){&layout_class, 1};
	if (otk_token_create(key, session_id, &options, &token, &error)) {
		web_fail(request, &error);
		return false;
	}
	fprintf(request->out, "<section id=\"session\" data-key=\"");
	web_text(request, otk_key_id(key));
	fprintf(request->out, "\" data-session=\"");
	web_text(request, session_id);
	fprintf(request->out, "\" data-token=\"");
	web_text(request, token);
	fprintf(request->out, "\" data-role=\"");
	web_text(request, role);
	fprintf(request->out,
		"\">\n<p id=\"state\" role=\"status\">Connecting …</p>\n"
		"<h2>You</h2>\n<div id=\"own\" class=\"screen\"></div>\n"
		"<h2>Others</h2>\n<div id=\"others\" class=\"screen\"></div>\n</section>\n%s",
		join_script);
	otk_free(token);
	return true;
}

/* ---- requests */

const char *web_header(web_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

typedef struct field {
	const char *name;
	char *value;
	size_t size;
} field;

/* A value can come in parts. */
static enum MHD_Result take_field(void *cls, enum MHD_ValueKind kind, const char *name,
	const char *filename, const char *type, const char *encoding, const char *data,
	uint64_t offset, size_t size)
{
	field *wanted = cls;

	(void)kind, (void)filename, (void)type, (void)encoding;
	if (strcmp(name, wanted->name) == 0 && offset + size < wanted->size) {
		memcpy(wanted->value + offset, data, size);
		wanted->value[offset + size] = 0;
	}
	return MHD_YES;
}

void web_field(web_request *request, const char *name, char *value, size_t size)
{
	field wanted = {name, value, size};
	struct MHD_PostProcessor *form =
		MHD_create_post_processor(request->connection, 4096, take_field, &wanted);

	*value = 0;
	if (!form)
		return;
	MHD_post_process(form, request->body, request->body_size);
	MHD_destroy_post_processor(form);
}

/* HEAD is not served. The last part of a path that ends in "/" is the request's `rest`. */
static const web_route *find_route(
	const site *all, const char *method, const char *path, const char **rest)
{
	for (const web_route *route = all->routes; route->path; route++) {
		const char *known = route->path;
		size_t size = strlen(known);
		bool is_prefix = size > 1 && known[size - 1] == '/';

		if (strcmp(method, route->method) == 0 &&
			(is_prefix ? strncmp(path, known, size) == 0 : strcmp(path, known) == 0)) {
			*rest = path + size;
			return route;
		}
	}
	return NULL;
}

/* Another site must not use the browser of the user to send forms here. */
static bool is_own_page(web_request *request)
{
	const char *origin = web_header(request, "Sec-Fetch-Site");

	return !origin || strcmp(origin, "same-origin") == 0 || strcmp(origin, "none") == 0;
}

static enum MHD_Result respond(web_request *request, char *page, size_t size)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(size, page, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result = MHD_NO;

	if (!response) {
		free(page);
		return MHD_NO;
	}
	MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
	MHD_add_response_header(response, "Cache-Control", "no-store"); /* pages have tokens */
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	if (request->location)
		MHD_add_response_header(response, "Location", request->location);
	result = MHD_queue_response(request->connection,
		request->location ? MHD_HTTP_SEE_OTHER : request->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result handle(site *all, struct MHD_Connection *connection, const char *path,
	const char *method, const upload *body)
{
	web_request request = {.app = &all->app,
		.connection = connection,
		.status = MHD_HTTP_OK,
		.body = body->bytes ? body->bytes : "",
		.body_size = body->size};
	const web_route *route = find_route(all, method, path, &request.rest);
	char *page = NULL;
	size_t size = 0;

	request.out = open_memstream(&page, &size);
	if (!request.out)
		return MHD_NO;
	if (route && (strcmp(method, "GET") == 0 || is_own_page(&request))) {
		route->handle(&request);
	} else {
		request.status = route ? MHD_HTTP_FORBIDDEN : MHD_HTTP_NOT_FOUND;
		web_begin(&request, route ? "Not from another site" : "No such page");
		web_end(&request);
	}
	if (fclose(request.out) != 0) {
		free(page);
		return MHD_NO;
	}
	return respond(&request, page, size);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *path,
	const char *method, const char *version, const char *data, size_t *size, void **state)
{
	upload *body = *state;

	(void)version;
	if (!body) {
		*state = calloc(1, sizeof(*body));
		return *state ? MHD_YES : MHD_NO;
	}
	if (*size) {
		char *bytes = body->size + *size > BODY_MAX
				      ? NULL
				      : realloc(body->bytes, body->size + *size);

		if (!bytes)
			return MHD_NO; /* closes the connection */
		memcpy(bytes + body->size, data, *size);
		body->bytes = bytes;
		body->size += *size;
		*size = 0;
		return MHD_YES;
	}
	return handle(cls, connection, path, method, body);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode code)
{
	upload *body = *state;

	(void)cls, (void)connection, (void)code;
	if (body)
		free(body->bytes);
	free(body);
}

/* ---- server */

static struct MHD_Daemon *listen_on(uint16_t port, site *all)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, port, NULL, NULL, on_request, all,
		MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
		MHD_OPTION_END);
}

int web_serve(const web_route *routes)
{
	otk_error error = OTK_ERROR_INIT;
	const char *port = getenv("PORT");
	site all = {.routes = routes};
	struct MHD_Daemon *daemon = NULL;
	sigset_t ending;
	int received = 0;

	/* The threads of the server inherit the mask, so only sigwait() sees these. */
	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ending, NULL);
	all.app.client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = getenv("OTK_API_KEY"),
			.api_secret = getenv("OTK_API_SECRET"), .api_url = getenv("OTK_API_URL")),
		&error);
	if (!all.app.client) {
		fprintf(stderr, "%s\n", error.message);
		return 1;
	}
	daemon = listen_on((uint16_t)(port ? strtoul(port, NULL, 10) : 8080), &all);
	if (daemon) {
		printf("http://127.0.0.1:%u/\n",
			MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
		fflush(stdout);
		sigwait(&ending, &received);
		MHD_stop_daemon(daemon);
	} else {
		fprintf(stderr, "port %s: cannot listen; set PORT to a free one\n",
			port ? port : "8080");
	}
	free(all.app.session_id);
	otk_client_free(all.app.client);
	return daemon ? 0 : 1;
}
