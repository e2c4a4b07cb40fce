/* SPDX-License-Identifier: MIT */
/* Posts requests to an OTLP receiver on the client's loop. */
#include "plugins/metrics/export.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "plugins/types/small.h"

#define EVENTS         16
#define TIMEOUT_MS     10000L
#define UPLOAD_SIZE    262144L
#define ATTEMPTS       4
#define FIRST_PAUSE_MS 1000  /* before a repetition; doubled each time */
#define LAST_WORD_MS   200   /* when the client is freed */
#define HEADERS_MAX    16384 /* bytes of the file with headers */
#define RESPONSE_MAX   65536
#define PAUSE_MAX_S    300 /* for which a receiver may ask */

#define SET(easy, option, value) (curl_easy_setopt(easy, option, value) == CURLE_OK)

int64_t otk_metrics_clock_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t now_ms(void)
{
	return otk_metrics_clock_ms(CLOCK_MONOTONIC);
}

/* ---- the loop */

static void arm_timer(export *self)
{
	const int64_t times[] = {self->curl_at, self->retry_at, self->owner_at};
	struct itimerspec when = {0};
	int64_t at = -1;

	for (size_t i = 0; i < OTK_COUNT_OF(times); i++)
		if (times[i] >= 0 && (at < 0 || times[i] < at))
			at = times[i];
	if (at >= 0) {
		when.it_value.tv_sec = (time_t)(at / 1000);
		when.it_value.tv_nsec = (long)(at % 1000) * 1000000 + 1;
	}
	timerfd_settime(self->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static int curl_timer(CURLM *multi, long timeout_ms, void *userdata)
{
	export *self = userdata;

	(void)multi;
	self->curl_at = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
	arm_timer(self);
	return 0;
}

static int curl_socket(CURL *easy, curl_socket_t fd, int what, void *userdata, void *known)
{
	export *self = userdata;
	struct epoll_event event = {.data.fd = fd};

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(self->epoll_fd, EPOLL_CTL_DEL, fd, &event);
		curl_multi_assign(self->multi, fd, NULL);
		return 0;
	}
	event.events = (what & CURL_POLL_IN ? EPOLLIN : 0) | (what & CURL_POLL_OUT ? EPOLLOUT : 0);
	if (epoll_ctl(self->epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) &&
		errno == ENOENT)
		epoll_ctl(self->epoll_fd, EPOLL_CTL_ADD, fd, &event);
	curl_multi_assign(self->multi, fd, self);
	return 0;
}

/* Limits what is read, because a receiver may send without end. */
static size_t take_response(char *data, size_t size, size_t count, void *userdata)
{
	export *self = userdata;
	const size_t left = RESPONSE_KEPT - self->kept,
		     more = size * count < left ? size * count : left;

	memcpy(self->response + self->kept, data, more);
	self->kept += more;
	self->response[self->kept] = '\0';
	self->received += size * count;
	return self->received <= RESPONSE_MAX ? size * count : 0;
}

void otk_metrics_export_set_timer(export *self, int64_t at)
{
	self->owner_at = at;
	arm_timer(self);
}

/* ---- one body */

static void end_body(export *self, int64_t rejected, const char *why)
{
	self->busy = false;
	self->retry_at = -1;
	otk_metrics_text_free(&self->body);
	self->events.ended(self->events.userdata, self->kind, rejected, why);
}

static void start_transfer(export *self)
{
	self->attempts++;
	self->received = self->kept = 0;
	self->response[0] = '\0';
	self->retry_at = -1;
	self->in_flight =
		SET(self->easy, CURLOPT_URL, self->urls[self->kind]) &&
		SET(self->easy, CURLOPT_POSTFIELDS, self->body.data) &&
		SET(self->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)self->body.size) &&
		curl_multi_add_handle(self->multi, self->easy) == CURLM_OK;
	if (!self->in_flight)
		end_body(self, 0, "out of memory");
}

/* OTLP: these statuses are repeated, others are not. */
static bool may_repeat(CURLcode code, long status)
{
	return (code != CURLE_OK && code != CURLE_WRITE_ERROR) || status == 429 || status == 502 ||
	       status == 503 || status == 504;
}

int64_t otk_metrics_export_pause_ms(int attempts, int64_t retry_after_s)
{
	const int64_t own = (int64_t)FIRST_PAUSE_MS << (attempts - 1),
		      asked = 1000 * (retry_after_s < PAUSE_MAX_S ? retry_after_s : PAUSE_MAX_S);

	return asked > own ? asked : own;
}

/*
 * A string is followed by ":" only if it is a name, and the quotes of a name within a string have
 * backslashes, so that a search finds the member and nothing else.
 */
int64_t otk_metrics_export_rejected(const char *response, const char *name)
{
	const char *at = strstr(response, name);

	if (!at)
		return 0;
	at += strlen(name);
	/* A 64-bit number is a string, but not of all receivers. */
	return otk_metrics_text_digits(at + strspn(at, " \t\r\n:\""));
}

static void take_delivery(export *self)
{
	static const char *const names[EXPORT_KINDS] = {
		[EXPORT_SPANS] = "\"rejectedSpans\"", [EXPORT_METRICS] = "\"rejectedDataPoints\""};
	const int64_t rejected = otk_metrics_export_rejected(self->response, names[self->kind]);
	char why[80];

	/* OTLP: it is not sent again. */
	snprintf(why, sizeof(why), "it rejected %" PRId64 " %s", rejected,
		self->kind == EXPORT_SPANS ? "spans" : "data points");
	end_body(self, rejected, rejected ? why : NULL);
}

static void transfer_ended(export *self, CURLcode code)
{
	curl_off_t retry_after = 0;
	long status = 0;
	char why[160];

	curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(self->easy, CURLINFO_RETRY_AFTER, &retry_after);
	curl_multi_remove_handle(self->multi, self->easy);
	self->in_flight = false;
	if (code == CURLE_OK && status >= 200 && status < 300) {
		take_delivery(self);
		return;
	}
	if (may_repeat(code, status) && self->attempts < ATTEMPTS) {
		self->retry_at =
			now_ms() + otk_metrics_export_pause_ms(self->attempts, retry_after);
		arm_timer(self);
		return;
	}
	if (code == CURLE_OK)
		snprintf(why, sizeof(why), "it responded with status %ld", status);
	else
		snprintf(why, sizeof(why), "%s",
			code == CURLE_WRITE_ERROR ? "its response is too large"
						  : curl_easy_strerror(code));
	end_body(self, 0, why);
}

void otk_metrics_export_send(export *self, export_kind kind, text *body)
{
	self->body = *body;
	*body = (text){.max = body->max};
	self->kind = kind;
	self->busy = true;
	self->attempts = 0;
	start_transfer(self);
}

static void collect_ended(export *self)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(self->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			transfer_ended(self, message->data.result);
}

static void run_timers(export *self)
{
	const int64_t now = now_ms();
	int running;

	if (self->curl_at >= 0 && now >= self->curl_at) {
		self->curl_at = -1;
		curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
		collect_ended(self);
	}
	if (self->retry_at >= 0 && now >= self->retry_at)
		start_transfer(self);
	if (self->owner_at >= 0 && now >= self->owner_at) {
		self->owner_at = -1;
		self->events.timer(self->events.userdata);
	}
	arm_timer(self);
}

void otk_metrics_export_run(export *self)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(self->epoll_fd, events, EVENTS, 0);
	int running;

	for (int i = 0; i < count; i++) {
		uint64_t times;

		if (events[i].data.fd == self->timer_fd) {
			if (read(self->timer_fd, &times, sizeof(times)) > 0)
				run_timers(self);
			continue;
		}
		curl_multi_socket_action(self->multi, events[i].data.fd,
			(events[i].events & (EPOLLIN | EPOLLHUP) ? CURL_CSELECT_IN : 0) |
				(events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
				(events[i].events & EPOLLERR ? CURL_CSELECT_ERR : 0),
			&running);
	}
	collect_ended(self);
}

/* ---- life */

/* Each line that is not empty. */
static otk_status add_headers(export *self, const otk_host *host, char *lines, otk_error *error)
{
	while (*lines) {
		const size_t size = strcspn(lines, "\r\n");
		const bool is_last = !lines[size];
		struct curl_slist *more;

		lines[size] = '\0';
		more = size ? curl_slist_append(self->headers, lines) : self->headers;
		if (!more)
			return host->fail(error, OTK_E_NOMEM, "out of memory");
		self->headers = more;
		lines += size + !is_last;
	}
	return OTK_OK;
}

static otk_status add_header_file(
	export *self, const otk_host *host, const char *path, otk_error *error)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char lines[HEADERS_MAX + 2] = "";
	struct stat info;
	ssize_t size = -1;
	otk_status status;

	if (fd >= 0 && fstat(fd, &info) == 0) {
		errno = EINVAL;
		if (S_ISREG(info.st_mode)) /* a pipe would block */
			do
				size = read(fd, lines, sizeof(lines) - 1);
			while (size < 0 && errno == EINTR);
	}
	if (size < 0)
		status = host->fail(error, OTK_E_IO, "headersFile: \"%s\" cannot be read: %s", path,
			strerror(errno));
	else if (size > HEADERS_MAX || strlen(lines) < (size_t)size)
		status = host->fail(error, OTK_E_ARGUMENT,
			"headersFile: \"%s\" has more than %d bytes, or a NUL", path, HEADERS_MAX);
	else
		status = add_headers(self, host, lines, error);
	if (fd >= 0)
		close(fd);
	explicit_bzero(lines, sizeof(lines));
	return status;
}

static otk_status set_options(
	export *self, const otk_host *host, const export_settings *settings, otk_error *error)
{
	CURL *easy = self->easy;
	CURLM *multi = self->multi;

	/* A body of half a MB in a few writes. */
	(void)curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, UPLOAD_SIZE);
	if (SET(easy, CURLOPT_HTTPHEADER, self->headers) &&
		SET(easy, CURLOPT_WRITEFUNCTION, take_response) &&
		SET(easy, CURLOPT_WRITEDATA, self) && SET(easy, CURLOPT_NOSIGNAL, 1L) &&
		SET(easy, CURLOPT_TIMEOUT_MS, TIMEOUT_MS) && SET(easy, CURLOPT_PROXY, "") &&
		SET(easy, CURLOPT_USERAGENT, "otk/" OTK_VERSION) &&
		SET(easy, CURLOPT_PROTOCOLS_STR, "http,https") &&
		(!settings->ca_file || SET(easy, CURLOPT_CAINFO, settings->ca_file)) &&
		!curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, curl_timer) &&
		!curl_multi_setopt(multi, CURLMOPT_TIMERDATA, self) &&
		!curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, curl_socket) &&
		!curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, self))
		return OTK_OK;
	return host->fail(error, OTK_E_UNSUPPORTED, "endpoint: libcurl refuses an option");
}

static char *join_url(const char *endpoint, const char *path)
{
	const size_t size = strlen(endpoint) + strlen(path) + 1;
	char *url = calloc(1, size);

	if (url)
		snprintf(url, size, "%s%s", endpoint,
			path + (endpoint[strlen(endpoint) - 1] == '/'));
	return url;
}

static otk_status set_up_http(
	export *self, const otk_host *host, const export_settings *settings, otk_error *error)
{
	otk_status status = OTK_OK;

	if (strncasecmp(settings->endpoint, "http://", 7) != 0 &&
		strncasecmp(settings->endpoint, "https://", 8) != 0)
		return host->fail(error, OTK_E_ARGUMENT,
			"endpoint: it is not an address; write http://127.0.0.1:4318");
	if (settings->endpoint[strcspn(settings->endpoint, "@")])
		return host->fail(error, OTK_E_ARGUMENT,
			"endpoint: it holds a user or password; put a header line into headersFile");
	self->urls[EXPORT_SPANS] = join_url(settings->endpoint, "/v1/traces");
	self->urls[EXPORT_METRICS] = join_url(settings->endpoint, "/v1/metrics");
	self->multi = curl_multi_init();
	self->easy = curl_easy_init();
	/* Without Expect, the body does not wait for a first response. */
	self->headers = curl_slist_append(NULL, "Expect:");
	if (!self->urls[0] || !self->urls[1] || !self->multi || !self->easy || !self->headers ||
		!curl_slist_append(self->headers, "Content-Type: application/json"))
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	if (settings->headers_file)
		status = add_header_file(self, host, settings->headers_file, error);
	return status ? status : set_options(self, host, settings, error);
}

void otk_metrics_export_init(export *self, const export_events *events)
{
	self->events = *events;
	self->epoll_fd = self->timer_fd = -1;
	self->curl_at = self->retry_at = self->owner_at = -1;
}

otk_status otk_metrics_export_open(
	export *self, const otk_host *host, const export_settings *settings, otk_error *error)
{
	struct epoll_event event = {.events = EPOLLIN};

	self->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	self->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	event.data.fd = self->timer_fd;
	if (self->epoll_fd < 0 || self->timer_fd < 0 ||
		epoll_ctl(self->epoll_fd, EPOLL_CTL_ADD, self->timer_fd, &event))
		return host->fail(
			error, OTK_E_IO, "a descriptor cannot be made: %s", strerror(errno));
	return settings->endpoint ? set_up_http(self, host, settings, error) : OTK_OK;
}

/* The end of a process must not lose its last batch, and must not hang. */
void otk_metrics_export_finish(export *self)
{
	const int64_t end = now_ms() + LAST_WORD_MS;
	int running = 1;

	while (self->in_flight && now_ms() < end) {
		curl_multi_perform(self->multi, &running);
		collect_ended(self);
		if (self->in_flight)
			curl_multi_poll(self->multi, NULL, 0, 20, NULL);
	}
}

void otk_metrics_export_free(export *self)
{
	otk_metrics_export_finish(self);
	if (self->in_flight)
		curl_multi_remove_handle(self->multi, self->easy);
	if (self->busy)
		end_body(self, 0, "the client was freed");
	if (self->easy)
		curl_easy_cleanup(self->easy);
	if (self->multi)
		curl_multi_cleanup(self->multi);
	for (struct curl_slist *line = self->headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(self->headers);
	for (int i = 0; i < EXPORT_KINDS; i++)
		free(self->urls[i]);
	otk_metrics_text_free(&self->body);
	if (self->timer_fd >= 0)
		close(self->timer_fd);
	if (self->epoll_fd >= 0)
		close(self->epoll_fd);
}
