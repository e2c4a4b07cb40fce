/* SPDX-License-Identifier: MIT */
/* Downloads the file that a record points to; a broken transfer is resumed. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <otk/call.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/base/text/text.h"
#include "core/client/auth_header.h"
#include "core/client/call/call.h"
#include "core/client/call/perform.h"
#include "core/client/client.h"
#include "core/client/drive.h"
#include "core/client/helpers/digest.h"
#include "core/client/log.h"
#include "core/client/plugins/registry.h"
#include "core/schema/field.h"
#include "core/transport/http/url.h"

#include "core/base/cold.h"

#define STALL_MS 60000
/* The size of the first release; callers' structs are never smaller. */
#define OPTIONS_SIZE_V1 offsetof(otk_download_options, max_bytes)

typedef struct download {
	otk_client *client;
	const otk_row *row;
	const char *const *ids;
	const otk_download_options *options;
	void *record;
	const char *url;
	const char *sha256; /* NULL: not stated, or not to be compared */
	int64_t total;      /* -1: unknown */
	int64_t limit;      /* bytes that fd may get */
	int64_t done;       /* bytes that fd holds */
	int64_t end;        /* monotonic ms; 0: no limit */
	otk_digest digest;
	otk_error *error;
	otk_status status; /* of this transfer */
	int fd;
	int32_t http_status;
	bool begun; /* what was not hashed from its first byte cannot be compared */
	bool is_over;
} download;

/* ---- writing */

/* Writes all of it; the descriptor may be non-blocking. */
static otk_status write_all(download *d, const char *data, size_t size)
{
	while (size) {
		const ssize_t wrote = write(d->fd, data, size);

		if (wrote >= 0) {
			data += wrote;
			size -= (size_t)wrote;
		} else if (errno == EAGAIN) {
			struct pollfd wait = {.fd = d->fd, .events = POLLOUT};

			(void)poll(&wait, 1, STALL_MS);
		} else if (errno != EINTR) {
			return otk_fail(d->error, OTK_E_IO, "%s: writing failed: %s",
				d->row->full_name, strerror(errno));
		}
	}
	return OTK_OK;
}

/* Nothing beyond the limit is written: a file server is not trusted with our disk. */
static otk_status check_room(const download *d, size_t size)
{
	if ((int64_t)size <= d->limit - d->done)
		return OTK_OK;
	if (d->limit == d->total)
		return otk_fail(d->error, OTK_E_TOO_LARGE,
			"%s: download: the server sends more than the %" PRId64
			" bytes that the record announces",
			d->row->full_name, d->total);
	return otk_fail(d->error, OTK_E_TOO_LARGE,
		"%s: download: the file has more than %" PRId64
		" bytes; set max_bytes to allow more",
		d->row->full_name, d->limit);
}

static otk_status write_body(void *userdata, const void *data, size_t size)
{
	download *d = userdata;
	otk_status status = check_room(d, size);

	if (!status)
		status = write_all(d, data, size);
	if (status)
		return status;
	otk_digest_add(&d->digest, data, size);
	d->done += (int64_t)size;
	if (d->options->progress) {
		status = d->options->progress(d->options->userdata, d->done, d->total);
		if (status)
			return otk_fail(
				d->error, status, "%s: stopped by the caller", d->row->full_name);
	}
	return OTK_OK;
}

/* ---- a try */

static void transfer_ended(void *userdata, otk_exchange *exchange, otk_response *response)
{
	download *d = userdata;

	(void)exchange;
	d->status = response->status;
	d->http_status = response->http_status;
	d->is_over = true;
	d->client->stop = true;
	/* An error of write_body() is already in d->error. */
	if (response->status && response->status != d->error->status)
		otk_fail(d->error, response->status, "%s: download: %s", d->row->full_name,
			response->problem);
	else if (!response->status && (response->http_status < 200 || response->http_status > 299))
		d->status = otk_fail(d->error,
			response->http_status == 404   ? OTK_E_NOT_FOUND
			: response->http_status >= 500 ? OTK_E_SERVER
			: response->http_status < 400  ? OTK_E_PROTOCOL
						       : OTK_E_REQUEST,
			"%s: download: the file server responded %d%s", d->row->full_name,
			(int)response->http_status,
			response->http_status == 401 || response->http_status == 403 ||
					response->http_status == 404
				? "; the file may have expired or been moved to your storage"
				: "");
	if (d->status && d->error->status == d->status) {
		d->error->http_status = response->http_status;
		d->error->attempts = response->attempts;
	}
}

static void log_transport(void *userdata, otk_log_level level, const char *event, const char *text)
{
	const download *d = userdata;

	otk_log(d->client, level, event, d->row->full_name, text, NULL, 0);
}

/* ms; at least 1, as 0 means no limit. */
static int64_t time_left(const download *d)
{
	const int64_t left = d->end - otk_clock_monotonic_ms();

	return !d->end ? 0 : left > 1 ? left : 1;
}

/* The host of a URL as text; false: it does not fit. */
static bool host_of(const char *url, char *host, size_t size)
{
	const char *begin = strstr(url, "://"), *end;

	begin = begin ? begin + 3 : url;
	end = begin + strcspn(begin, "/?#");
	if (*begin == '[') {
		begin++;
		end = begin + strcspn(begin, "]");
	} else if (memchr(begin, ':', (size_t)(end - begin))) {
		end = memchr(begin, ':', (size_t)(end - begin));
	}
	while (end > begin && end[-1] == '.') /* the root of the DNS */
		end--;
	if ((size_t)(end - begin) >= size)
		return false;
	memcpy(host, begin, (size_t)(end - begin));
	host[end - begin] = '\0';
	return true;
}

static bool is_local_v4(uint32_t v4)
{
	return v4 >> 24 == 127 || v4 >> 24 == 0 || v4 >> 16 == 0xa9fe;
}

static bool is_local_v6(const struct in6_addr *v6)
{
	uint32_t v4;

	if (!IN6_IS_ADDR_V4MAPPED(v6))
		return IN6_IS_ADDR_LOOPBACK(v6) || IN6_IS_ADDR_UNSPECIFIED(v6) ||
		       IN6_IS_ADDR_LINKLOCAL(v6);
	memcpy(&v4, &v6->s6_addr[12], sizeof(v4));
	return is_local_v4(ntohl(v4));
}

/*
 * Whether a URL names this machine or the local link by itself, in any spelling of an address
 * (127.1, 0x7f000001, 2130706433). Names that resolve to such an address are found by the
 * transport when it connects.
 */
static bool is_local_url(const char *url)
{
	char host[256];
	struct in_addr v4;
	struct in6_addr v6;
	size_t size;

	if (!host_of(url, host, sizeof(host)))
		return false;
	size = strlen(host);
	if (otk_ascii_equal(host, "localhost", SIZE_MAX) ||
		(size > 10 && otk_ascii_equal(host + size - 10, ".localhost", SIZE_MAX)))
		return true;
	if (inet_aton(host, &v4))
		return is_local_v4(ntohl(v4.s_addr));
	host[strcspn(host, "%")] = '\0'; /* a zone: fe80::1%eth0 */
	return inet_pton(AF_INET6, host, &v6) == 1 && is_local_v6(&v6);
}

/* The files of operations with HTTP Basic are on the same host and need the same credentials. */
static bool needs_credentials(const download *d)
{
	const char *own = d->row->plan->url;
	const char *host = strstr(own, "://");
	const size_t size = host ? (size_t)(host + 3 - own) + strcspn(host + 3, "/") : 0;

	return d->row->operation->auth == OTK_AUTH_BASIC && size &&
	       strncmp(d->url, own, size) == 0 && d->url[size] == '/';
}

static otk_verdict add_credentials(
	void *userdata, otk_exchange *exchange, int64_t attempt, int64_t *wait_ms, otk_error *error)
{
	download *d = userdata;
	const char *line = NULL;
	uint64_t generation;
	bool fresh;

	(void)attempt, (void)wait_ms;
	if (otk_auth_line(d->client, OTK_AUTH_BASIC, &line, &generation, &fresh, error))
		return OTK_VERDICT_REFUSE;
	if (otk_exchange_header(exchange, line)) {
		otk_fail_nomem(error);
		return OTK_VERDICT_REFUSE;
	}
	return OTK_VERDICT_GO;
}

static otk_status try_once(download *d)
{
	const otk_request request = {.method = OTK_METHOD_GET,
		.url = d->url,
		.repeat = OTK_REPEAT_SAFE,
		.timeout_ms = time_left(d),
		.stall_timeout_ms = STALL_MS,
		.plain = true,
		.public_only = !is_local_url(d->client->base_url)};
	const otk_exchange_events events = {.before = needs_credentials(d) ? add_credentials : NULL,
		.body = write_body,
		.done = transfer_ended,
		.log = log_transport,
		.userdata = d};
	otk_exchange *exchange =
		otk_exchange_new(d->client->transport, &request, &events, d->error);
	otk_status status;

	if (!exchange)
		return d->error->status;
	if (d->done)
		otk_exchange_set_offset(exchange, d->done);
	d->is_over = false;
	d->error->status = OTK_OK;
	status = otk_exchange_submit(exchange, d->error);
	if (status) {
		otk_exchange_free(exchange);
		return status;
	}
	d->client->stop = false;
	while (!d->is_over && !status) {
		status = otk_transport_run(d->client->transport, -1, &d->client->stop, d->error);
		if (!d->is_over && d->client->dying)
			otk_exchange_cancel(exchange);
		d->client->stop = d->is_over;
	}
	if (!d->is_over)
		otk_exchange_abandon(exchange); /* the loop itself failed */
	return status ? status : d->status;
}

/* ---- the record */

/* The field that a name of the table denotes, and the struct that holds it; NULL: it is unset. */
static const otk_field *part_of(const download *d, const char *name, const void **holder)
{
	const otk_field *field;

	*holder = d->record;
	field = name ? otk_field_at(d->row->operation->result, holder, name, strlen(name)) : NULL;
	return *holder ? field : NULL;
}

static const char *text_of(const download *d, const char *name)
{
	const void *holder;
	const otk_field *field = part_of(d, name, &holder);

	return field && field->kind == OTK_KIND_STRING ? otk_field_text(holder, field) : NULL;
}

static int64_t size_of(const download *d)
{
	const void *holder;
	const otk_field *field = part_of(d, d->row->operation->downloads->size, &holder);
	const int64_t size =
		field && field->kind == OTK_KIND_INT ? otk_field_int(holder, field) : 0;

	return size > 0 ? size : -1;
}

static bool is_digest(const char *text)
{
	return strspn(text, "0123456789abcdefABCDEF") == 64 && !text[64];
}

static void set_limit(download *d)
{
	const int64_t most = d->options->max_bytes;

	d->total = size_of(d);
	d->limit = d->total >= 0 ? d->total : OTK_DOWNLOAD_MAX_BYTES_DEFAULT;
	if (most && (d->total < 0 || most < d->total))
		d->limit = most;
}

/* A record of a public service must not send us to this machine or to its neighbours. */
static otk_status check_address(const download *d)
{
	otk_status status = otk_url_check(d->url, "the address of the file", d->error);

	if (status)
		return otk_fail(d->error, OTK_E_PROTOCOL,
			"%s: the service sent an address that cannot be used: it must be https",
			d->row->full_name);
	if (is_local_url(d->url) && !is_local_url(d->client->base_url))
		return otk_fail(d->error, OTK_E_PROTOCOL,
			"%s: the service sent an address of this machine or the local link, which "
			"is not fetched",
			d->row->full_name);
	return OTK_OK;
}

/* Addresses expire after some minutes, so a long download may need a second one. */
static otk_status get_record(download *d)
{
	const otk_downloads *row = d->row->operation->downloads;
	otk_call *call = NULL;
	const char *state;
	otk_status status;

	otk_free(d->record);
	d->record = NULL;
	status = otk_call_make(d->client, d->row, d->ids, NULL, &call, d->error);
	if (status)
		return status;
	if (d->end && time_left(d) < d->client->options.timeout_ms)
		call->timeout_ms = time_left(d);
	status = otk_call_run(call, &d->record, d->error);
	if (status)
		return status;
	state = text_of(d, row->status);
	d->url = text_of(d, row->url);
	if (!d->url || !d->url[0])
		return otk_fail(d->error, OTK_E_STATE,
			"%s: there is no file: the status is \"%.80s\"%s%s", d->row->full_name,
			state ? state : "", row->ready ? ", not " : "",
			row->ready ? row->ready : "");
	d->sha256 = d->options->skip_digest == OTK_YES ? NULL : text_of(d, row->sha256);
	if (d->sha256 && !d->sha256[0])
		d->sha256 = NULL;
	if (d->sha256 && !is_digest(d->sha256))
		return otk_fail(d->error, OTK_E_PROTOCOL,
			"%s: %s: the service sent a digest that is not 64 hexadecimal digits; set "
			"skip_digest to ignore it",
			d->row->full_name, row->sha256);
	/* A digest can be compared only if the file was hashed from its first byte. */
	if (d->sha256 && d->begun && !d->digest.handle)
		d->sha256 = NULL;
	set_limit(d);
	return check_address(d);
}

static otk_status prepare_file(download *d)
{
	const int64_t offset = d->options->resume_from;

	if (offset && lseek(d->fd, (off_t)offset, SEEK_SET) < 0 && errno != ESPIPE)
		return otk_fail(d->error, OTK_E_IO, "%s: resume_from %" PRId64 ": %s",
			d->row->full_name, offset, strerror(errno));
	d->done = offset;
	d->begun = true;
	if (!d->sha256)
		return OTK_OK;
	if (otk_digest_begin(&d->digest, d->error))
		return d->error->status;
	return offset ? otk_digest_file(&d->digest, d->fd, offset, d->error) : OTK_OK;
}

/* ---- all */

static bool has_expired(const download *d)
{
	return d->http_status == 401 || d->http_status == 403 || d->http_status == 404 ||
	       d->http_status == 410;
}

/* The transport resumes broken transfers; here an address that has expired is replaced. */
static otk_status fetch_file(download *d)
{
	bool renewed = false;

	for (;;) {
		const int64_t before = d->done;
		otk_status status;

		if (d->total >= 0 && d->done >= d->total)
			return OTK_OK;
		d->http_status = 0;
		status = try_once(d);
		if (d->client->dying)
			return otk_client_gone(d->error);
		if (!status || !has_expired(d) || (renewed && d->done == before))
			return status;
		renewed = true;
		status = get_record(d);
		if (status)
			return status;
	}
}

static otk_status check_whole_file(download *d)
{
	if (d->total >= 0 && d->done != d->total)
		return otk_fail(d->error, d->done > d->total ? OTK_E_TOO_LARGE : OTK_E_PROTOCOL,
			"%s: the file has %" PRId64 " bytes, %" PRId64 " were announced",
			d->row->full_name, d->done, d->total);
	if (d->sha256 && !otk_digest_is(&d->digest, d->sha256))
		return otk_fail(d->error, OTK_E_HASH,
			"%s: the SHA-256 of the file is not the one that the service states: "
			"download it again",
			d->row->full_name);
	return OTK_OK;
}

static otk_status run_download(download *d)
{
	otk_status status = get_record(d);

	if (!status)
		status = prepare_file(d);
	if (!status)
		status = fetch_file(d);
	if (!status)
		status = check_whole_file(d);
	otk_digest_end(&d->digest);
	otk_free(d->record);
	return status;
}

static otk_status take_download_options(
	const otk_download_options *given, otk_download_options *own, otk_error *error)
{
	otk_status status = OTK_OK;

	if (given)
		status = otk_options_copy(
			own, sizeof(*own), OPTIONS_SIZE_V1, given, "otk_download_options", error);
	if (!status && (own->timeout_ms < 0 || own->resume_from < 0 || own->max_bytes < 0 ||
			       (uint32_t)own->skip_digest > OTK_NO || own->reserved))
		status = otk_fail(error, OTK_E_ARGUMENT,
			"otk_download_options: timeout_ms, resume_from, max_bytes, skip_digest or "
			"reserved is out of range");
	return status;
}

OTK_COLD otk_status otk_download(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, int fd, const otk_download_options *given, otk_error *error)
{
	otk_download_options options = OTK_DOWNLOAD_OPTIONS_INIT;
	otk_error own = OTK_ERROR_INIT;
	download d = {.client = client, .ids = ids, .options = &options, .fd = fd, .error = &own};
	otk_status status = take_download_options(given, &options, error);

	if (!status && (!operation || fd < 0))
		status = otk_fail(error, OTK_E_ARGUMENT, "%s",
			operation ? "the descriptor to write to is negative"
				  : "the name of the operation is NULL");
	if (!status)
		status = otk_client_enter(client, error);
	if (status)
		return status;
	if (options.timeout_ms)
		d.end = otk_clock_monotonic_ms() + options.timeout_ms;
	status = otk_registry_find(client->registry, operation, minor, &d.row, &own);
	if (!status && (!d.row->operation->downloads || !d.row->operation->result))
		status = otk_fail(&own, OTK_E_UNSUPPORTED, "%s: objects of this kind have no file",
			d.row->full_name);
	if (!status)
		status = run_download(&d);
	if (status)
		otk_error_copy(error, &own);
	otk_client_leave(client);
	return status;
}
