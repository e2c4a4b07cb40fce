/* SPDX-License-Identifier: MIT */
/* Sends callbacks without blocking the server: signed if they have a secret, retried with
 * back-off. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tools/sandbox/base/crypto/jwt.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/callbacks/attempt.h"
#include "tools/sandbox/callbacks/loopback.h"
#include "tools/sandbox/callbacks/webhook.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

/* The service's schedule: the first retry comes after 5 s, the delay doubles up to 15 minutes, and
 * retries end after a day. */
enum { FIRST_DELAY_MS = 5000, LONGEST_DELAY_MS = 15 * 60 * 1000, RETRIED_MS = 24 * 3600 * 1000 };

/* TIMEOUT_MS is for one attempt. Callbacks beyond MAX_DELIVERIES remain queued in the database. */
enum { TIMEOUT_MS = 10000, MAX_DELIVERIES = 64, MAX_CONNECTIONS = 16 };

/* Descriptors that the event loop of the server waits for. */
enum { MAX_DESCRIPTORS = 8 };

/* The "_tag" of callbacks that are due but exceed MAX_DELIVERIES. */
#define QUEUED "queued"

/* One callback that is in flight, or held back until an earlier one to its URL ends. */
typedef struct delivery {
	struct delivery *next;
	CURL *easy;
	struct curl_slist *headers;
	char *id;
	char *url;
	bool started;
	sandbox_attempt attempt;
} delivery;

struct sandbox_webhook {
	CURLM *multi; /* NULL: nothing was sent so far */
	delivery *deliveries;
	size_t count;
};

sandbox_webhook *sandbox_webhook_new(void)
{
	return sandbox_alloc(sizeof(sandbox_webhook));
}

/* libcurl initialises the libraries that it uses, which takes a large part of a start. */
static CURLM *multi_of(sandbox_webhook *webhook)
{
	if (!webhook->multi) {
		webhook->multi = sandbox_check_memory(curl_multi_init());
		curl_multi_setopt(
			webhook->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)MAX_CONNECTIONS);
	}
	return webhook->multi;
}

static void end_delivery(sandbox_webhook *webhook, delivery *ended)
{
	delivery **link = &webhook->deliveries;

	while (*link != ended)
		link = &(*link)->next;
	*link = ended->next;
	webhook->count--;
	if (ended->started)
		curl_multi_remove_handle(webhook->multi, ended->easy);
	curl_easy_cleanup(ended->easy);
	curl_slist_free_all(ended->headers);
	free(ended->id);
	free(ended->url);
	sandbox_attempt_free(&ended->attempt);
	free(ended);
}

void sandbox_webhook_free(sandbox_webhook *webhook)
{
	if (!webhook)
		return;
	while (webhook->deliveries)
		end_delivery(webhook, webhook->deliveries);
	if (webhook->multi)
		curl_multi_cleanup(webhook->multi);
	free(webhook);
}

/* Returns the Authorization header of a signed callback, free() it. Its time is the real time,
 * which receivers check, not the clock of the sandbox. */
static char *make_authorization(sandbox *box, json_object *callback, const char *secret)
{
	const char *body = sandbox_json_text(callback, "body", "");
	const char *owner = sandbox_json_text(callback, "_owner", "");
	char *hash = sandbox_sha256_hex(body, strlen(body));
	json_object *claims = sandbox_new_object();
	char id[SANDBOX_UUID_SIZE];
	char *token;
	char *header;

	sandbox_uuid(id);
	sandbox_json_set_text(claims, "iss", "Vonage");
	sandbox_json_set_int(claims, "iat", sandbox_wall(box) / 1000);
	sandbox_json_set_text(claims, "jti", id);
	sandbox_json_set_text(claims, "payload_hash", hash);
	if (*owner)
		sandbox_json_set_text(
			claims, sandbox_is_unified(owner) ? "application_id" : "api_key", owner);
	token = sandbox_jwt_sign(claims, secret);
	header = sandbox_print("Authorization: Bearer %s", token);
	json_object_put(claims);
	free(token);
	free(hash);
	return header;
}

static void add_callback_headers(sandbox *box, json_object *callback, delivery *new)
{
	const char *secret = sandbox_json_text(callback, "_secret", NULL);

	new->headers = curl_slist_append(new->headers, "Content-Type: application/json");
	new->headers = curl_slist_append(new->headers, "Expect:");
	if (secret) {
		char *header = make_authorization(box, callback, secret);

		new->headers = curl_slist_append(new->headers, header);
		free(header);
	}
}

/* Refuses other machines even if a local name was resolved to one. */
static curl_socket_t open_socket(
	void *userdata, curlsocktype purpose, struct curl_sockaddr *address)
{
	const sandbox *box = userdata;

	(void)purpose;
	if (!box->options.callbacks_anywhere && !sandbox_is_loopback(&address->addr))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void set_transfer_options(sandbox *box, delivery *new, json_object *callback)
{
	curl_easy_setopt(new->easy, CURLOPT_URL, sandbox_json_text(callback, "url", ""));
	curl_easy_setopt(new->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(new->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(new->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(new->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(new->easy, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
	curl_easy_setopt(new->easy, CURLOPT_USERAGENT, "otk-sandbox/" PACKAGE_VERSION);
	curl_easy_setopt(new->easy, CURLOPT_HTTPHEADER, new->headers);
	curl_easy_setopt(
		new->easy, CURLOPT_COPYPOSTFIELDS, sandbox_json_text(callback, "body", ""));
	sandbox_attempt_prepare(&new->attempt, new->easy, new->headers);
	curl_easy_setopt(new->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(new->easy, CURLOPT_OPENSOCKETDATA, box);
	curl_easy_setopt(new->easy, CURLOPT_PRIVATE, new);
}

/* Callbacks to the same URL are sent one after the other, in the order of the events. libcurl's
 * limit of connections to a host would not keep the order. */
static void start_next_delivery(sandbox *box, const char *url)
{
	sandbox_webhook *webhook = box->webhook;

	for (delivery *at = webhook->deliveries; at; at = at->next) {
		if (strcmp(at->url, url) != 0)
			continue;
		if (!at->started) {
			at->started = true;
			sandbox_attempt_begin(box, &at->attempt);
			curl_multi_add_handle(multi_of(webhook), at->easy);
		}
		return;
	}
}

static void start_delivery(sandbox *box, json_object *callback)
{
	delivery **end = &box->webhook->deliveries;
	delivery *new = sandbox_alloc(sizeof(*new));

	new->id = sandbox_copy(sandbox_json_text(callback, "id", ""));
	new->url = sandbox_copy(sandbox_json_text(callback, "url", ""));
	new->easy = curl_easy_init();
	if (!new->easy) {
		fputs("otk-sandbox: cannot send a callback\n", stderr);
		exit(EXIT_FAILURE);
	}
	add_callback_headers(box, callback, new);
	set_transfer_options(box, new, callback);
	while (*end)
		end = &(*end)->next;
	*end = new;
	box->webhook->count++;
	start_next_delivery(box, new->url);
}

/* Handles a callback that is due: sends it, queues it, or refuses it because it would leave the
 * machine. "_refused" marks callbacks that are never sent again. */
static void send_callback(sandbox *box, json_object *callback)
{
	const char *url = sandbox_json_text(callback, "url", "");

	json_object_object_del(callback, "_due");
	json_object_object_del(callback, "_tag");
	if (!box->options.callbacks_anywhere && !sandbox_is_loopback_url(url)) {
		sandbox_json_set_text(callback, "error",
			"not sent: the URL is not on this machine (see --callbacks-anywhere)");
		sandbox_json_set_flag(callback, "_refused", true);
	} else if (box->webhook->count >= MAX_DELIVERIES) {
		sandbox_json_set_text(callback, "_tag", QUEUED);
	} else {
		sandbox_json_set_int(
			callback, "attempts", sandbox_json_int(callback, "attempts", 0) + 1);
		start_delivery(box, callback);
	}
	sandbox_store_put(box->store, "callback", callback);
}

/* Sends the oldest queued callback, if there is one. */
static void send_queued(sandbox *box)
{
	const sandbox_query query = {
		.kind = "callback", .tag = QUEUED, .count = 1, .oldest_first = true};
	sandbox_walk walk = sandbox_store_walk(box->store, &query);
	json_object *callback;

	while ((callback = sandbox_walk_next(&walk))) {
		send_callback(box, callback);
		json_object_put(callback);
	}
}

const sandbox_kind sandbox_callback_kind = {
	.name = "callback",
	.due = send_callback,
};

/* Returns the milliseconds until the next attempt; -1: no further attempt. */
static int64_t retry_delay(sandbox *box, json_object *callback)
{
	const int64_t attempts = sandbox_json_int(callback, "attempts", 1);
	const int64_t age = sandbox_now(box) - sandbox_json_int(callback, "_since", 0);
	int64_t delay = FIRST_DELAY_MS;

	for (int64_t i = 1; i < attempts && delay < LONGEST_DELAY_MS; i++)
		delay *= 2;
	if (delay > LONGEST_DELAY_MS)
		delay = LONGEST_DELAY_MS;
	return age + delay <= RETRIED_MS ? delay : -1;
}

/* Records the result of a delivery and schedules the retry of a failed one. */
static void record_delivery(sandbox *box, const delivery *ended, long status, const char *error)
{
	json_object *callback = sandbox_store_get(box->store, "callback", ended->id);
	int64_t delay;

	if (!callback)
		return;
	delay = retry_delay(box, callback);
	sandbox_attempt_record(&ended->attempt, callback, status, error);
	sandbox_json_set_int(callback, "status", status);
	sandbox_json_set_flag(callback, "delivered", status == 200);
	if (error)
		sandbox_json_set_text(callback, "error", error);
	else
		json_object_object_del(callback, "error");
	if (status != 200 && delay >= 0)
		sandbox_json_set_int(callback, "_due", sandbox_now(box) + delay);
	else if (status != 200)
		sandbox_json_set_flag(callback, "_refused", true);
	sandbox_store_put(box->store, "callback", callback);
	json_object_put(callback);
}

static void finish_delivery(sandbox *box, CURLMsg *message)
{
	char *data = NULL;
	const char *why = NULL;
	long status = 0;
	delivery *ended;
	char *url;

	curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &data);
	curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
	ended = (delivery *)(void *)data;
	sandbox_store_begin(box->store);
	if (message->data.result == CURLE_OUT_OF_MEMORY)
		why = "a header line of the response is too long, or memory is exhausted";
	else if (message->data.result)
		why = curl_easy_strerror(message->data.result);
	record_delivery(box, ended, why ? 0 : status, why);
	url = sandbox_copy(ended->url);
	end_delivery(box->webhook, ended);
	start_next_delivery(box, url);
	send_queued(box);
	sandbox_store_end(box->store, true);
	free(url);
}

void sandbox_webhook_recover(sandbox *box)
{
	sandbox_walk walk;
	json_object *callback;

	sandbox_store_begin(box->store);
	walk = sandbox_store_walk(box->store, &(sandbox_query){.kind = "callback"});
	while ((callback = sandbox_walk_next(&walk))) {
		if (!sandbox_json_flag(callback, "delivered", false) &&
			!sandbox_json_flag(callback, "_refused", false) &&
			!sandbox_json_member(callback, "_due")) {
			sandbox_json_set_int(callback, "_due", sandbox_now(box));
			sandbox_store_put(box->store, "callback", callback);
		}
		json_object_put(callback);
	}
	sandbox_store_end(box->store, true);
}

void sandbox_webhook_restart(sandbox *box)
{
	while (box->webhook->deliveries)
		end_delivery(box->webhook, box->webhook->deliveries);
	sandbox_webhook_recover(box);
}

void sandbox_webhook_wait(
	sandbox *box, struct curl_waitfd *descriptors, unsigned int count, int timeout_ms)
{
	struct pollfd polled[MAX_DESCRIPTORS];

	if (box->webhook->multi) {
		curl_multi_poll(box->webhook->multi, descriptors, count, timeout_ms, NULL);
		return;
	}
	for (unsigned int i = 0; i < count; i++)
		polled[i] = (struct pollfd){.fd = descriptors[i].fd, .events = POLLIN};
	if (poll(polled, count, timeout_ms) <= 0)
		return;
	for (unsigned int i = 0; i < count; i++)
		descriptors[i].revents = polled[i].revents ? CURL_WAIT_POLLIN : 0;
}

void sandbox_webhook_run(sandbox *box)
{
	CURLMsg *message;
	int running;
	int left;

	if (!box->webhook->deliveries)
		return;
	curl_multi_perform(box->webhook->multi, &running);
	while ((message = curl_multi_info_read(box->webhook->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			finish_delivery(box, message);
}
