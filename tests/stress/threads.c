/* SPDX-License-Identifier: MIT */
/*
 * Threads, each with clients of its own (the keys are shared), over all operations of all plugins
 * that are installed, against otk-sandbox. The requests are in tests/plugins/requests.txt. To
 * be run under ThreadSanitizer and helgrind: threads.sh.
 *
 *   tests/stress/threads [ROUNDS [THREADS]]      usually 1 and 8
 */
#include "config.h"

#include <json-c/json.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/box.h"

#define THREADS_MAX    16
#define OPERATIONS_MAX 128
#define CLIENTS        4
#define TOGETHER       8 /* calls in flight at once */

typedef struct operation {
	char name[64];
} operation;

/* Filled before the threads start. */
static test_box server;
static otk_key *keys[CLIENTS];
static operation operations[OPERATIONS_MAX];
static size_t operation_count;
static char *cases; /* requests.txt */
static long rounds = 1, threads = 8;
static pthread_barrier_t start;

typedef struct worker {
	pthread_t thread;
	otk_client *clients[CLIENTS];
	char *session;
	char *moderator;
	char *publisher;
	bool asked[OPERATIONS_MAX];
	size_t submitted, completed, good;
	char problem[512]; /* the first one */
} worker;

OTK_PRINTF(2, 3)
static void complain(worker *w, const char *format, ...)
{
	va_list args;

	if (w->problem[0])
		return;
	va_start(args, format);
	vsnprintf(w->problem, sizeof(w->problem), format, args);
	va_end(args);
}

/* ---- the requests */

/* $SESSION and its like; "$(12)" is 12 letters. Returns the rest of the line. */
static const char *put_name(const worker *w, const char *at, FILE *out)
{
	const struct {
		const char *name;
		const char *text;
	} names[] = {{"$SESSION", w->session}, {"$MODERATOR", w->moderator},
		{"$PUBLISHER", w->publisher}, {"$ELSEWHERE", w->publisher},
		{"$EXPIRED", w->publisher}, {"$FOREIGN", w->session}};
	char *end;

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++)
		if (strncmp(at, names[i].name, strlen(names[i].name)) == 0) {
			fputs(names[i].text, out);
			return at + strlen(names[i].name);
		}
	if (at[1] == '(') {
		for (long n = strtol(at + 2, &end, 10); n > 0; n--)
			fputc('a', out);
		return strchr(end, ')') + 1;
	}
	fputc('$', out);
	return at + 1;
}

static char *filled_in(const worker *w, const char *text, size_t size)
{
	const char *end = text + size;
	char *made = NULL;
	size_t made_size = 0;
	FILE *out = open_memstream(&made, &made_size);

	if (!out)
		return NULL;
	while (text < end) {
		if (*text == '$')
			text = put_name(w, text, out);
		else
			fputc(*text++, out);
	}
	fclose(out);
	return made;
}

static size_t operation_at(const char *name)
{
	size_t i = 0;

	while (i < operation_count && strcmp(operations[i].name, name) != 0)
		i++;
	return i;
}

/* The operation is not of this backend or kind of key, or the line is a case that otk refuses. */
static bool is_expected_refusal(otk_status status)
{
	return status == OTK_E_UNSUPPORTED || status == OTK_E_ARGUMENT;
}

static void note(worker *w, const char *name, otk_status status, const otk_error *error)
{
	const size_t at = operation_at(name);

	if (is_expected_refusal(status))
		return;
	if (status && status < OTK_E_REQUEST)
		complain(w, "%s: %s", name, error ? error->message : otk_status_name(status));
	if (at < operation_count)
		w->asked[at] = true;
	w->good += !status;
}

/* ---- asking: one after the other, and several together */

static void done(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	worker *w = userdata;

	(void)call;
	(void)result;
	w->completed++;
	if (status && status < OTK_E_REQUEST && !is_expected_refusal(status))
		complain(w, "submitted: %s", error->message);
	w->good += !status;
}

static void drain(worker *w, otk_client *client, size_t left_to)
{
	otk_error error = OTK_ERROR_INIT;
	size_t left = otk_client_pending(client);

	while (left > left_to && !w->problem[0])
		if (otk_client_run(client, 20, &left, &error))
			complain(w, "run: %s", error.message);
}

static void submit(worker *w, otk_client *client, const char *name, const char *json)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_call_new_json(client, name, json, &error);

	if (!call)
		return;
	if (otk_call_submit(call, done, w, &error))
		complain(w, "%s: %s", name, error.message);
	else
		w->submitted++;
	drain(w, client, TOGETHER);
}

static void ask_everyone(worker *w, const char *name, const char *json)
{
	for (size_t i = 0; i < CLIENTS; i++) {
		otk_error error = OTK_ERROR_INIT;
		char *response = NULL;

		note(w, name, otk_invoke(w->clients[i], name, json, &response, &error), &error);
		otk_free(response);
		submit(w, w->clients[i], name, json);
	}
}

/* "> archives.get {…}" */
static void ask_line(worker *w, const char *line, size_t size)
{
	char *text = filled_in(w, line + 2, size - 2);
	char *space = text ? strchr(text, ' ') : NULL;

	if (!text)
		complain(w, "out of memory");
	if (space)
		*space = '\0';
	if (text)
		ask_everyone(w, text, space ? space + 1 : NULL);
	free(text);
}

static void ask_all(worker *w)
{
	for (const char *line = cases, *end; line && *line; line = end ? end + 1 : NULL) {
		end = strchr(line, '\n');
		if (strncmp(line, "> ", 2) == 0)
			ask_line(w, line, end ? (size_t)(end - line) : strlen(line));
	}
	for (size_t i = 0; i < CLIENTS; i++)
		drain(w, w->clients[i], 0);
}

/* ---- what needs no server */

static void make_tokens(worker *w)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	char *token = NULL;

	if (otk_token_create(keys[0], w->session, NULL, &token, &error) ||
		otk_token_verify(keys[0], token, w->session, 0, 0, &error) ||
		otk_token_inspect(keys[0], token, 0, &parts, &error) ||
		otk_session_id_check(keys[0], w->session, &error))
		complain(w, "token: %s", error.message);
	otk_free(parts);
	otk_free(token);
}

/* ---- a thread */

static otk_client *make_client(worker *w, otk_key *key)
{
	static const otk_hook_options hooks[] = {
		{"trace", NULL}, {"ratelimit", "{\"requests\":1000000}"}};
	otk_error error = OTK_ERROR_INIT;
	otk_client *first = otk_client_new(
		&OTK_CLIENT_OPTIONS(.key = key, .api_url = server.url, .hooks = hooks,
			.hook_count = 2, .timeout_ms = 60000, .connect_timeout_ms = 30000),
		&error);
	otk_client *clone = first ? otk_client_clone(first, &error) : NULL;

	if (!clone)
		complain(w, "client: %s", error.message);
	otk_client_free(first);
	return clone;
}

static bool make_session(worker *w)
{
	otk_error error = OTK_ERROR_INIT;
	otk_session *session = NULL;

	if (otk_session_create(w->clients[0], &OTK_SESSION_OPTIONS(.media_mode = OTK_MEDIA_ROUTED),
		    &session, &error) ||
		otk_token_create(keys[0], session->id,
			&OTK_TOKEN_OPTIONS(.role = OTK_ROLE_MODERATOR), &w->moderator, &error) ||
		otk_token_create(keys[0], session->id, NULL, &w->publisher, &error))
		complain(w, "session: %s", error.message);
	else
		w->session = strdup(session->id);
	note(w, "session.create", w->session ? OTK_OK : error.status, &error);
	otk_free(session);
	return w->session != NULL;
}

static void *work(void *userdata)
{
	worker *w = userdata;

	pthread_barrier_wait(&start);
	for (size_t i = 0; i < CLIENTS; i++)
		w->clients[i] = make_client(w, keys[i]);
	if (!w->problem[0] && make_session(w))
		for (long i = 0; i < rounds; i++) {
			make_tokens(w);
			ask_all(w);
		}
	for (size_t i = 0; i < CLIENTS; i++)
		otk_client_free(w->clients[i]);
	otk_free(w->moderator);
	otk_free(w->publisher);
	free(w->session);
	return NULL;
}

/* ---- set up */

static bool make_keys(void)
{
	const otk_key_options options[CLIENTS] = {
		OTK_KEY_OPTIONS(.api_key = KEY,
			.api_secret = "1234567890abcdef1234567890abcdef1234567890"),
		OTK_KEY_OPTIONS(.application_id = APPLICATION,
			.private_key_pem = server.private_key),
		OTK_KEY_OPTIONS(.api_key = "100100",
			.api_secret = "abcdef1234567890abcdef1234567890abcdef12",
			.account = OTK_YES),
		OTK_KEY_OPTIONS(.api_key = "abcd1234", .api_secret = "SandboxVonageSecret1",
			.account = OTK_YES)};
	otk_error error = OTK_ERROR_INIT;
	bool good = true;

	for (size_t i = 0; i < CLIENTS; i++) {
		keys[i] = otk_key_new(&options[i], &error);
		good = CHECK_CASE(keys[i] != NULL, "key %zu: %s", i, error.message) && good;
	}
	return good;
}

/* The names of all that is installed. */
static bool read_operations(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(&OTK_CLIENT_OPTIONS(.key = keys[0]), &error);
	char *json = NULL;
	json_object *tree, *list;

	if (!CHECK(client != NULL) ||
		!CHECK_STATUS(otk_describe(client, NULL, &json, &error), OTK_OK, &error))
		return false;
	tree = json_tokener_parse(json);
	list = json_object_object_get(tree, "operations");
	for (size_t i = 0; i < json_object_array_length(list) && i < OPERATIONS_MAX; i++)
		snprintf(operations[operation_count++].name, sizeof(operations->name), "%s",
			json_object_get_string(json_object_object_get(
				json_object_array_get_idx(list, i), "name")));
	json_object_put(tree);
	otk_free(json);
	otk_client_free(client);
	return CHECK(operation_count > 50);
}

static void all_operations_in_all_threads(void)
{
	worker *workers = calloc(THREADS_MAX, sizeof(*workers));
	size_t good = 0;

	if (!CHECK(workers != NULL) || !make_keys() || !read_operations())
		return;
	pthread_barrier_init(&start, NULL, (unsigned)threads);
	for (long i = 0; i < threads; i++)
		CHECK_INT(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	for (long i = 0; i < threads; i++) {
		const worker *w = &workers[i];

		pthread_join(w->thread, NULL);
		CHECK_CASE(!w->problem[0], "thread %ld: %s", i, w->problem);
		CHECK_CASE(w->submitted == w->completed && w->submitted > operation_count,
			"thread %ld: %zu submitted, %zu completed", i, w->submitted, w->completed);
		CHECK_CASE(w->good > 0, "thread %ld: nothing went well", i);
		good += w->good;
		for (size_t k = 0; k < operation_count; k++)
			CHECK_CASE(w->asked[k], "thread %ld: %s was never asked", i,
				operations[k].name);
	}
	/* In sum: the projects are shared, and one thread deletes what another asks for. */
	CHECK_CASE(good * 4 > operation_count * (size_t)threads, "%zu went well", good);
	printf("  %ld threads, %zu operations, %zu calls each\n", threads, operation_count,
		2 * workers[0].submitted);
	pthread_barrier_destroy(&start);
	for (size_t i = 0; i < CLIENTS; i++)
		otk_key_free(keys[i]);
	free(workers);
}

static int init(void)
{
	char *path = otk_test_source("tests/plugins/requests.txt");

	cases = otk_test_read(path, NULL);
	free(path);
	return !cases || !box_start(&server, (const char *const[]){NULL});
}

static int clean(void)
{
	free(cases);
	return box_stop(&server, SIGTERM);
}

int main(int argc, char **argv)
{
	static const otk_test tests[] = {TEST(all_operations_in_all_threads)};

	if (getenv("OTK_UNDER_VALGRIND"))
		threads = 2; /* it runs one at a time */
	if (argc > 1)
		rounds = strtol(argv[1], NULL, 10);
	if (argc > 2)
		threads = strtol(argv[2], NULL, 10);
	if (threads < 1 || threads > THREADS_MAX)
		return 2;
	return otk_test_main("stress/threads", tests, OTK_COUNT_OF(tests), init, clean);
}
