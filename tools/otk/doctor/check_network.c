/* SPDX-License-Identifier: MIT */
/* otk doctor: the way to the service, and one harmless call. */
#include "config.h"

#include <curl/curl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "tools/otk/doctor/check_network.h"
#include "tools/otk/doctor/findings.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/units.h"

#define SKEW_MAX_S 60 /* the service accepts tokens of clocks that differ by this much */

/* The result of the one real call. */
typedef struct probe {
	otk_cli_doctor *d;
	const char *operation;
	const char *http_version; /* NULL: there was no response */
	const char *skew;         /* s that the service's clock is ahead; "": no date was sent */
	const char *duration_ms;
	otk_status status;
	otk_error error;
} probe;

/* ---- the route */

/* Copies a part of a URL; NULL: the URL lacks it or cannot be parsed. */
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

/* The address without a user and a password; nothing before an "@" is ever shown. */
static const char *without_user(otk_cli *cli, const char *url)
{
	const char *scheme_end = strstr(url, "://"), *at = strrchr(url, '@');

	if (!at)
		return url;
	return scheme_end && scheme_end < at
		       ? otk_cli_text(cli, "%.*s%s", (int)(scheme_end + 3 - url), url, at + 1)
		       : at + 1;
}

/* The first that is set, in the order of libcurl. */
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

/* Whether libcurl has such proxies; an address without a scheme is that of an HTTP proxy. */
static bool has_proxy_scheme(const char *value)
{
	static const char *const known[] = {
		"http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h"};
	const char *end = strstr(value, "://");
	size_t size = end ? (size_t)(end - value) : 0;

	for (size_t i = 0; end && i < OTK_COUNT_OF(known); i++)
		if (strlen(known[i]) == size && strncasecmp(known[i], value, size) == 0)
			return true;
	return !end;
}

static void check_proxy(otk_cli_doctor *d)
{
	const char *name = NULL, *value = proxy_variable(&name);

	if (otk_cli_is_loopback(d->url)) {
		otk_cli_found_ok(&d->findings, "proxy", "not used: the server is on this machine");
		return;
	}
	if (!value) {
		otk_cli_found_ok(&d->findings, "proxy", "not set");
		return;
	}
	d->proxy = has_proxy_scheme(value) ? url_part(d->cli, value, CURLUPART_HOST) : NULL;
	if (d->proxy)
		otk_cli_found_ok(&d->findings, "proxy",
			otk_cli_text(d->cli, "%s, from %s (unless no_proxy excludes the server)",
				d->proxy, name));
	else
		otk_cli_found_problem(&d->findings, OTK_CLI_NOT_REACHED, "proxy",
			otk_cli_text(d->cli, "%s: the proxy address cannot be parsed", name),
			"set it to http://HOST:PORT (characters such as @ / ? # in a password must "
			"be percent-encoded), or unset it");
}

/* The numeric address of a host; returns what getaddrinfo() returns. */
static int resolve_host(const char *host, char *text, size_t size)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
	int failed = getaddrinfo(host, NULL, &hints, &found);

	if (!failed)
		failed = getnameinfo(found->ai_addr, found->ai_addrlen, text, (socklen_t)size, NULL,
			0, NI_NUMERICHOST);
	if (found)
		freeaddrinfo(found);
	return failed;
}

static void check_name(otk_cli_doctor *d)
{
	const char *host = url_part(d->cli, d->url, CURLUPART_HOST);
	char text[NI_MAXHOST] = "";
	int failed;

	if (!host) {
		otk_cli_found_problem(&d->findings, OTK_CLI_WRONG_USE, "name",
			otk_cli_text(d->cli, "\"%s\" is not an address",
				otk_cli_show(d->cli, without_user(d->cli, d->url))),
			"correct OTK_API_URL or api_url");
		return;
	}
	if (host[0] == '[')
		host = otk_cli_copy(d->cli, host + 1, strlen(host) - 2);
	failed = resolve_host(host, text, sizeof(text));
	if (!failed)
		otk_cli_found_ok(&d->findings, "name",
			strcmp(host, text) == 0
				? otk_cli_text(d->cli, "%s is an address", host)
				: otk_cli_text(d->cli, "%s has the address %s", host, text));
	else if (d->proxy)
		otk_cli_found_ok(&d->findings, "name",
			otk_cli_text(d->cli, "%s is unknown to this machine; the proxy may know it",
				host));
	else
		otk_cli_found_problem(&d->findings, OTK_CLI_NOT_REACHED, "name",
			otk_cli_text(
				d->cli, "%s: %s", otk_cli_show(d->cli, host), gai_strerror(failed)),
			"check OTK_API_URL (api_url in a profile), the network and its DNS, or set "
			"https_proxy");
}

/* ---- the service */

static const char *log_field(const otk_log_event *event, const char *name)
{
	for (size_t i = 0; i < event->fields.count; i++)
		if (strcmp(event->fields.items[i].name, name) == 0)
			return event->fields.items[i].value;
	return "";
}

static const char *copy_field(otk_cli *cli, const otk_log_event *event, const char *name)
{
	const char *value = log_field(event, name);

	return otk_cli_copy(cli, value, strlen(value));
}

static void note_response(const otk_log_event *event, void *userdata)
{
	probe *p = userdata;

	if (strcmp(event->event, "response") != 0 ||
		strcmp(log_field(event, "http_status"), "0") == 0)
		return;
	p->http_version = copy_field(p->d->cli, event, "http_version");
	p->skew = copy_field(p->d->cli, event, "clock_skew_s");
	p->duration_ms = copy_field(p->d->cli, event, "duration_ms");
}

/* The first list of the project that needs no id: reading it changes nothing. */
static const otk_cli_operation *find_harmless(otk_cli *cli)
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

static bool perform_probe(probe *p, const otk_cli_operation *operation)
{
	otk_cli_doctor *d = p->d;
	otk_client *client = NULL;
	char *response = NULL;
	otk_cli_exit code = otk_cli_connect(d->cli, false, &client);

	if (code) {
		otk_cli_found_problem(&d->findings, code, "client", d->cli->caught->message,
			"correct the setting that the message names");
		return false;
	}
	p->operation = operation->name;
	p->error = (otk_error)OTK_ERROR_INIT;
	otk_client_set_log(client, note_response, p, OTK_LOG_INFO);
	p->status = otk_invoke(client, operation->name, "{\"count\":1}", &response, &p->error);
	otk_free(response);
	/* p does not outlive this function's caller, the client does. */
	otk_client_set_log(client, NULL, NULL, OTK_LOG_ERROR);
	return true;
}

static const char *connection_advice(otk_status status)
{
	if (status == OTK_E_TLS)
		return "check OTK_CA_FILE, the date of this machine, and proxies that intercept TLS";
	if (status == OTK_E_TIMEOUT)
		return "check the network, firewall and proxy, or allow more time with --timeout";
	return "check OTK_API_URL (api_url in a profile), the network, firewall and proxy";
}

static void judge_connection(const probe *p)
{
	otk_cli_doctor *d = p->d;
	bool tls = strncasecmp(d->url, "https:", 6) == 0;

	if (p->http_version)
		otk_cli_found_ok(&d->findings, "connection",
			otk_cli_text(d->cli, "%s responded after %s ms%s",
				without_user(d->cli, d->url), p->duration_ms,
				tls ? ", with a valid certificate" : ""));
	else
		otk_cli_found_problem(&d->findings, otk_cli_exit_of(p->status), "connection",
			p->error.message, connection_advice(p->status));
}

static void judge_clock(const probe *p)
{
	otk_cli_doctor *d = p->d;
	int64_t seconds = 0;
	long long apart;

	if (!otk_cli_read_int(p->skew, &seconds)) {
		otk_cli_found_skipped(&d->findings, "clock", "the response has no date");
		return;
	}
	apart = llabs((long long)seconds);
	if (apart <= SKEW_MAX_S)
		otk_cli_found_ok(&d->findings, "clock",
			otk_cli_text(
				d->cli, "differs by %lld s from the clock of the service", apart));
	else
		otk_cli_found_problem(&d->findings, OTK_CLI_WRONG_USE, "clock",
			otk_cli_text(d->cli,
				"the clock of this machine is %lld s %s that of the service", apart,
				seconds < 0 ? "ahead of" : "behind"),
			"set the clock of this machine, for example by NTP; the service refuses tokens "
			"with wrong times");
}

/* A hint must not contradict the message: NULL if that says what to do. */
static const char *response_advice(const probe *p)
{
	const otk_status status = p->status;

	if (status == OTK_E_AUTH)
		return strstr(p->error.message, "gateway")
			       ? NULL
			       : "check the secret or private key, and that it belongs to this "
				 "project";
	if (status == OTK_E_RATE_LIMIT || status == OTK_E_SERVER)
		return "try again later; see the status page of the service";
	if (status == OTK_E_NETWORK || status == OTK_E_TLS || status == OTK_E_TIMEOUT)
		return connection_advice(status);
	return "check that OTK_API_URL (api_url in a profile) is the address of the service, and "
	       "proxies on the way to it";
}

static void judge_response(const probe *p)
{
	otk_cli_doctor *d = p->d;

	if (!p->status)
		otk_cli_found_ok(&d->findings, "authentication",
			otk_cli_text(d->cli, "accepted (%s)", p->operation));
	else
		otk_cli_found_problem(&d->findings, otk_cli_exit_of(p->status),
			p->status == OTK_E_AUTH ? "authentication" : "service", p->error.message,
			response_advice(p));
}

/* Returns why the call was not made or got no response; NULL: there is a response. */
static const char *probe_service(probe *p)
{
	otk_cli_doctor *d = p->d;
	const otk_cli_operation *operation = d->key ? find_harmless(d->cli) : NULL;
	const char *reason = NULL;

	if (!d->key)
		reason = "the credentials are not usable";
	else if (!operation)
		reason = "no installed plugin lists anything";
	else if (!perform_probe(p, operation))
		reason = "no request could be made";
	if (reason) {
		otk_cli_found_skipped(&d->findings, "connection", reason);
		return reason;
	}
	judge_connection(p);
	return p->http_version ? NULL : "there was no response";
}

static void check_service(otk_cli_doctor *d)
{
	probe p = {.d = d};
	const char *reason = probe_service(&p);

	if (reason) {
		otk_cli_found_skipped(&d->findings, "clock", reason);
		otk_cli_found_skipped(&d->findings, "http", reason);
		otk_cli_found_skipped(&d->findings, "authentication", reason);
		return;
	}
	judge_clock(&p);
	otk_cli_found_ok(&d->findings, "http", otk_cli_text(d->cli, "HTTP/%s", p.http_version));
	judge_response(&p);
}

void otk_cli_check_network(otk_cli_doctor *d)
{
	if (d->key) {
		check_proxy(d);
		check_name(d);
	} else {
		otk_cli_found_skipped(&d->findings, "proxy", "the credentials are not usable");
		otk_cli_found_skipped(&d->findings, "name", "the credentials are not usable");
	}
	check_service(d);
}
