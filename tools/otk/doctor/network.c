/* SPDX-License-Identifier: MIT */
/* otk doctor: the way to the service, and one harmless call. */
#include "config.h"

#include <curl/curl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tools/otk/doctor/doctor.h"
#include "tools/otk/memory.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/units.h"

#define SKEW_MAX_S 60 /* tokens of the service allow for no more */

/* ------------------------------------------------------------------- the route */

/* A part of a URL; NULL: it has none, or is no URL. */
static const char *url_part(otk_cli *cli, const char *url, CURLUPart part)
{
	char *text = NULL;
	const char *copy = NULL;
	CURLU *parsed = curl_url();
	if (!parsed)
		otk_cli_out_of_memory();
	if (!curl_url_set(
		    parsed, CURLUPART_URL, url, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) &&
		!curl_url_get(parsed, part, &text, CURLU_DEFAULT_PORT))
		copy = otk_cli_copy(cli, text, strlen(text));
	curl_free(text);
	curl_url_cleanup(parsed);
	return copy;
}

/* As libcurl reads them; the first that is set. */
static const char *proxy_variable(const char **name)
{
	static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);
		if (value && *value) {
			*name = names[i];
			return value;
		}
	}
	return NULL;
}

static void check_proxy(otk_cli_doctor *d)
{
	const char *name = NULL, *value = proxy_variable(&name);
	if (otk_cli_is_loopback(d->url)) {
		otk_cli_doctor_ok(d, "proxy", "none: the server is on this machine");
	} else if (!value) {
		otk_cli_doctor_ok(d, "proxy", "none");
	} else {
		const char *host = url_part(d->cli, value, CURLUPART_HOST);
		d->proxy = host;
		if (host)
			otk_cli_doctor_ok(d, "proxy",
				"%s, from %s (unless no_proxy says otherwise)", host, name);
		else
			otk_cli_doctor_problem(d, OTK_CLI_NOT_REACHED, "proxy",
				otk_cli_text(d->cli, "%s is no address", name),
				"set it to http://HOST:PORT, or unset it");
	}
}

static void check_name(otk_cli_doctor *d)
{
	const char *host = url_part(d->cli, d->url, CURLUPART_HOST);
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
	char text[NI_MAXHOST] = "";
	if (!host) {
		otk_cli_doctor_problem(d, OTK_CLI_WRONG_USE, "name",
			otk_cli_text(d->cli, "%s is no address", d->url),
			"correct OTK_API_URL or api_url");
		return;
	}
	size_t size = strlen(host);
	if (host[0] == '[')
		host = otk_cli_copy(d->cli, host + 1, size - 2);
	int failed = getaddrinfo(host, NULL, &hints, &found);
	if (!failed)
		failed = getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0,
			NI_NUMERICHOST);
	if (found)
		freeaddrinfo(found);
	if (!failed)
		otk_cli_doctor_ok(d, "name", "%s is %s", host, text);
	else if (d->proxy)
		otk_cli_doctor_ok(d, "name", "%s is not known here; the proxy may know it", host);
	else
		otk_cli_doctor_problem(d, OTK_CLI_NOT_REACHED, "name",
			otk_cli_text(d->cli, "%s: %s", host, gai_strerror(failed)),
			"check OTK_API_URL, the network and its DNS, or set https_proxy");
}

void otk_cli_doctor_route(otk_cli_doctor *d)
{
	if (!d->key) {
		otk_cli_doctor_skip(d, "proxy", "there is no key");
		otk_cli_doctor_skip(d, "name", "there is no key");
		return;
	}
	check_proxy(d);
	check_name(d);
}

/* ------------------------------------------------------------------ the service */

static const char *field(const otk_log_event *event, const char *name)
{
	for (size_t i = 0; i < event->fields.count; i++)
		if (strcmp(event->fields.items[i].name, name) == 0)
			return event->fields.items[i].value;
	return "";
}

static void note(const otk_log_event *event, void *userdata)
{
	otk_cli_doctor *d = userdata;
	if (strcmp(event->event, "response") != 0 || strcmp(field(event, "http_status"), "0") == 0)
		return;
	const char *version = field(event, "http_version"), *skew = field(event, "clock_skew_s");
	const char *duration = field(event, "duration_ms");
	d->probe.http_version = otk_cli_copy(d->cli, version, strlen(version));
	d->probe.skew = otk_cli_copy(d->cli, skew, strlen(skew));
	d->probe.duration_ms = otk_cli_copy(d->cli, duration, strlen(duration));
}

/* Reading a list changes nothing. Any list of a project that wants no more than itself will do. */
static const otk_cli_operation *harmless(otk_cli *cli)
{
	const otk_cli_catalog *catalog = NULL;
	if (otk_cli_catalog_load(cli, &catalog))
		return NULL;
	for (size_t i = 0; i < catalog->count; i++) {
		const otk_cli_operation *o = &catalog->operations[i];
		if (o->total && !o->id_count && !o->account)
			return o;
	}
	return NULL;
}

static bool call(otk_cli_doctor *d, const otk_cli_operation *operation)
{
	otk_client *client = NULL;
	char *answer = NULL;
	otk_cli_exit code = otk_cli_connect(d->cli, false, &client);
	if (code) {
		otk_cli_doctor_problem(d, code, "client", d->cli->caught->message, NULL);
		return false;
	}
	d->probe.operation = operation->name;
	d->probe.error = (otk_error)OTK_ERROR_INIT;
	otk_client_set_log(client, note, d, OTK_LOG_INFO);
	d->probe.status =
		otk_invoke(client, operation->name, "{\"count\":1}", &answer, &d->probe.error);
	otk_free(answer);
	return true;
}

static const char *connection_advice(otk_status status)
{
	switch ((int)status) {
	case OTK_E_TLS:
		return "check OTK_CA_FILE, the date of this machine, and what stands in between";
	case OTK_E_TIMEOUT:
		return "check the network, firewall and proxy, or give it longer by --timeout";
	default:
		return "check OTK_API_URL, the network, firewall and proxy";
	}
}

static void judge_connection(otk_cli_doctor *d)
{
	const otk_cli_probe *probe = &d->probe;
	bool tls = strncmp(d->url, "https:", 6) == 0;
	if (probe->http_version)
		otk_cli_doctor_ok(d, "connection", "%s answered after %s ms%s", d->url,
			probe->duration_ms, tls ? ", its certificate is good" : "");
	else
		otk_cli_doctor_problem(d, otk_cli_exit_of(probe->status), "connection",
			probe->error.message, connection_advice(probe->status));
}

static void judge_clock(otk_cli_doctor *d)
{
	int64_t seconds = 0;
	if (!otk_cli_read_int(d->probe.skew, &seconds)) {
		otk_cli_doctor_skip(d, "clock", "the answer had no date");
		return;
	}
	const char *span = otk_cli_text(d->cli, "%lld s", llabs(seconds));
	if (llabs(seconds) <= SKEW_MAX_S)
		otk_cli_doctor_ok(d, "clock", "%s from the service's", span);
	else
		otk_cli_doctor_problem(d, OTK_CLI_WRONG_USE, "clock",
			otk_cli_text(d->cli, "%s %s that of the service", span,
				seconds < 0 ? "ahead of" : "behind"),
			"set this machine's clock right (NTP): tokens are refused otherwise");
}

static void judge_answer(otk_cli_doctor *d)
{
	const otk_cli_probe *probe = &d->probe;
	if (!probe->status)
		otk_cli_doctor_ok(d, "authentication", "accepted (%s)", probe->operation);
	else if (probe->status == OTK_E_AUTH)
		otk_cli_doctor_problem(d, OTK_CLI_REFUSED, "authentication", probe->error.message,
			"check the secret or private key, and that it is this project's");
	else
		otk_cli_doctor_problem(d, otk_cli_exit_of(probe->status), "service",
			probe->error.message,
			"try again later; see the status page of the service");
}

void otk_cli_doctor_service(otk_cli_doctor *d)
{
	const char *why = NULL;
	const otk_cli_operation *operation = d->key ? harmless(d->cli) : NULL;
	if (!d->key)
		why = "there is no key";
	else if (!operation)
		why = "no plugin has a list to ask for";
	else if (!call(d, operation))
		why = "no request could be made";
	if (why) {
		otk_cli_doctor_skip(d, "connection", why);
	} else {
		judge_connection(d);
		why = d->probe.http_version ? NULL : "there was no answer";
	}
	if (why) {
		otk_cli_doctor_skip(d, "clock", why);
		otk_cli_doctor_skip(d, "http", why);
		otk_cli_doctor_skip(d, "authentication", why);
		return;
	}
	judge_clock(d);
	otk_cli_doctor_ok(d, "http", "HTTP/%s", d->probe.http_version);
	judge_answer(d);
}
