/* SPDX-License-Identifier: MIT */
/* An otk-sandbox for one test program, and a small client for it. */
#include "config.h"

#include "tests/sandbox/box.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECRET         "1234567890abcdef1234567890abcdef1234567890"
#define OTHER_SECRET   "0987654321fedcba0987654321fedcba0987654321"
#define ACCOUNT_SECRET "abcdef1234567890abcdef1234567890abcdef12"

enum { MAX_OPTIONS = 24, MAX_KEPT = 100000 };

/* Time limit for the server to start and to end, and for a response unless the box has another. */
static int wait_ms(void)
{
	return (int)otk_test_ms(20000);
}

/* Memory returned to tests; freed at the end. */
static char *texts[MAX_KEPT];
static json_object *trees[MAX_KEPT];
static size_t text_count, tree_count;
static CURL *curl;
static CURL *volatile of_parent; /* never read: only Valgrind looks for it */

static char *keep_text(char *made)
{
	if (!made || text_count == MAX_KEPT)
		abort();
	return texts[text_count++] = made;
}

json_object *keep_tree(json_object *tree)
{
	if (tree_count == MAX_KEPT)
		abort();
	if (tree)
		trees[tree_count++] = tree;
	return tree;
}

box_place box_mark(void)
{
	return (box_place){.texts = text_count, .trees = tree_count};
}

void box_release(box_place mark)
{
	while (text_count > mark.texts)
		free(texts[--text_count]);
	while (tree_count > mark.trees)
		json_object_put(trees[--tree_count]);
}

static void forget_all(void)
{
	box_release((box_place){0});
	curl_easy_cleanup(curl);
	curl = NULL;
}

const char *text(const char *format, ...)
{
	char *made = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&made, format, arguments) < 0)
		made = NULL;
	va_end(arguments);
	return keep_text(made);
}

const char *box_file(const char *name, const char *contents)
{
	const char *path = text("%s/%s", otk_test_folder(), name);
	FILE *file = fopen(path, "w");

	if (CHECK(file != NULL)) {
		fputs(contents, file);
		fclose(file);
	}
	return path;
}

static void exec_server(
	const char *const *first, const char *const *second, int errors, void (*prepare)(void))
{
	char *program = otk_test_build("otk-sandbox");
	const char *words[MAX_OPTIONS + 1] = {program};
	size_t count = 1;

	while (*first)
		words[count++] = *first++;
	while (second && *second && count < MAX_OPTIONS)
		words[count++] = *second++;
	if (errors >= 0)
		dup2(errors, STDERR_FILENO);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that crashes leaves no server running */
	if (prepare)
		prepare();
	execv(program, (char *const *)(uintptr_t)words);
	_exit(127);
}

static bool read_port(test_box *box, const char *port_file, bool https)
{
	for (int waited = 0; waited < wait_ms(); waited += 5) {
		char *port = otk_test_read(port_file, NULL);
		const bool ended = waitpid(box->pid, NULL, WNOHANG) == box->pid;

		if (port && port[0] && strchr(port, '\n')) {
			snprintf(box->url, sizeof(box->url), "%s://127.0.0.1:%.5s",
				https ? "https" : "http", port);
			box->url[strcspn(box->url, "\n")] = '\0';
			free(port);
			return true;
		}
		free(port);
		if (ended)
			return false;
		poll(NULL, 0, 5);
	}
	return false;
}

/* Waits until somebody listens on the Unix socket. */
static bool wait_for_socket(test_box *box)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", box->socket);
	snprintf(box->url, sizeof(box->url), "http://localhost");
	for (int waited = 0; waited < wait_ms(); waited += 5) {
		const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		const bool there = connect(descriptor, (struct sockaddr *)(void *)&address,
					   sizeof(address)) == 0;

		close(descriptor);
		if (there)
			return true;
		if (waitpid(box->pid, NULL, WNOHANG) == box->pid)
			return false;
		poll(NULL, 0, 5);
	}
	return false;
}

bool box_start(test_box *box, const char *const *options)
{
	return box_start_prepared(box, options, NULL);
}

bool box_start_prepared(test_box *box, const char *const *options, void (*prepare)(void))
{
	static int started;
	const char *port_file;
	const char *key_file;
	bool https = false;

	memset(box, 0, sizeof(*box));
	snprintf(box->folder, sizeof(box->folder), "%s/%d", otk_test_folder(), started++);
	mkdir(box->folder, 0700);
	port_file = text("%s/port", box->folder);
	key_file = text("%s/application.pem", otk_test_folder());
	for (const char *const *option = options; option && *option; option++) {
		https = https || strcmp(*option, "--https") == 0;
		if (strcmp(*option, "--listen") == 0)
			box->socket = option[1] + strlen("unix:");
	}
	box->pid = fork();
	if (box->pid == 0)
		exec_server((const char *const[]){"--app-key-file", key_file, "--settle-ms", "20",
				    "--quiet", box->socket ? NULL : "--port", "0", "--port-file",
				    port_file, NULL},
			options, -1, prepare);
	if (!(box->socket ? wait_for_socket(box) : read_port(box, port_file, https))) {
		printf("otk-sandbox did not start\n");
		return false;
	}
	box->private_key = keep_text(otk_test_read(key_file, NULL));
	return true;
}

static int result_of(pid_t pid)
{
	int status = 0;

	if (waitpid(pid, &status, 0) != pid)
		return -1000;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int box_end(test_box *box, int signal)
{
	int status;

	kill(box->pid, signal);
	status = result_of(box->pid);
	box->pid = 0;
	return status;
}

int box_stop(test_box *box, int signal)
{
	int status = box_end(box, signal);

	forget_all();
	return status;
}

static test_box *shared; /* by all tests of a program */

static int start_shared(void)
{
	return box_start(shared, NULL) ? 0 : 1;
}

static int stop_shared(void)
{
	return box_stop(shared, SIGTERM);
}

int box_test_main(const char *suite, const otk_test *tests, size_t count, test_box *server)
{
	shared = server;
	return otk_test_main(suite, tests, count, start_shared, stop_shared);
}

int box_run(const char *const *options, const char **said)
{
	return box_run_prepared(options, NULL, said);
}

int box_run_prepared(const char *const *options, void (*prepare)(void), const char **said)
{
	char buffer[4096];
	size_t size = 0;
	int ends[2];
	ssize_t got;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid = fork();
	if (pid == 0) {
		int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(nowhere, STDOUT_FILENO);
		alarm((unsigned)wait_ms() / 1000); /* should it not end by itself */
		exec_server(options, NULL, ends[1], prepare);
	}
	close(ends[1]);
	while (size < sizeof(buffer) - 1 &&
		(got = read(ends[0], buffer + size, sizeof(buffer) - 1 - size)) > 0)
		size += (size_t)got;
	buffer[size] = '\0';
	close(ends[0]);
	*said = text("%s", buffer);
	return result_of(pid);
}

static const char *base64url(const void *data, size_t size)
{
	gnutls_datum_t in = {.data = (unsigned char *)(uintptr_t)data, .size = (unsigned)size};
	gnutls_datum_t out = {0};
	char *made;

	if (gnutls_base64_encode2(&in, &out))
		return "";
	made = keep_text(strndup((const char *)out.data, out.size));
	gnutls_free(out.data);
	for (char *at = made; *at; at++)
		*at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	made[strcspn(made, "=")] = '\0';
	return made;
}

static const char *hmac(const char *secret, const char *plain)
{
	unsigned char digest[32];

	gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, strlen(secret), plain, strlen(plain), digest);
	return base64url(digest, sizeof(digest));
}

static const char *sign_by_key(const char *pem, const char *plain)
{
	gnutls_datum_t key_text = {
		.data = (unsigned char *)(uintptr_t)pem, .size = (unsigned)strlen(pem)};
	gnutls_datum_t data = {
		.data = (unsigned char *)(uintptr_t)plain, .size = (unsigned)strlen(plain)};
	gnutls_datum_t signature = {0};
	gnutls_privkey_t key;
	const char *made = "";

	gnutls_privkey_init(&key);
	if (!gnutls_privkey_import_x509_raw(key, &key_text, GNUTLS_X509_FMT_PEM, NULL, 0) &&
		!gnutls_privkey_sign_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature)) {
		made = base64url(signature.data, signature.size);
		gnutls_free(signature.data);
	}
	gnutls_privkey_deinit(key);
	return made;
}

const char *jwt(const test_box *box, const char *secret, const char *claims)
{
	return jwt_of(box,
		secret ? "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
		       : "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
		secret, claims);
}

const char *jwt_of(const test_box *box, const char *header, const char *secret, const char *claims)
{
	const char *plain =
		text("%s.%s", base64url(header, strlen(header)), base64url(claims, strlen(claims)));

	if (!secret)
		return text("%s.%s", plain, sign_by_key(box->private_key, plain));
	return text("%s.%s", plain, hmac(secret, plain));
}

json_object *jwt_claims(const char *token)
{
	const char *start = strchr(token, '.');
	const char *end = start ? strchr(start + 1, '.') : NULL;
	gnutls_datum_t in, out = {0};
	json_object *claims;
	char *padded;

	if (!end)
		return NULL;
	padded = keep_text(strdup(text("%.*s%.*s", (int)(end - start - 1), start + 1,
		(int)((start - end + 1) & 3), "===")));
	for (char *at = padded; *at; at++)
		*at = *at == '-' ? '+' : *at == '_' ? '/' : *at;
	in = (gnutls_datum_t){.data = (unsigned char *)padded, .size = (unsigned)strlen(padded)};
	if (gnutls_base64_decode2(&in, &out))
		return NULL;
	claims = keep_tree(json_tokener_parse(text("%.*s", (int)out.size, (char *)out.data)));
	gnutls_free(out.data);
	return claims;
}

const char *jwt_signature(const char *secret, const char *token)
{
	const char *end = strrchr(token, '.');

	return end ? hmac(secret, text("%.*s", (int)(end - token), token)) : "";
}

static const char *project_jwt(
	const test_box *box, const char *key, const char *ist, const char *secret)
{
	const long now = (long)time(NULL);

	return jwt(box, secret,
		text("{\"iss\":\"%s\",\"ist\":\"%s\",\"iat\":%ld,\"exp\":%ld}", key, ist, now,
			now + 180));
}

const char *signature_of(const test_box *box, box_who who)
{
	const long now = (long)time(NULL);

	switch (who) {
	case PROJECT:
		return text("X-OPENTOK-AUTH: %s", project_jwt(box, KEY, "project", SECRET));
	case OTHER_PROJECT:
		return text(
			"X-OPENTOK-AUTH: %s", project_jwt(box, "654321", "project", OTHER_SECRET));
	case ACCOUNT:
		return text("X-OPENTOK-AUTH: %s",
			project_jwt(box, "100100", "account", ACCOUNT_SECRET));
	case VONAGE_APPLICATION:
		return text("Authorization: Bearer %s",
			jwt(box, NULL,
				text("{\"application_id\":\"" APPLICATION "\",\"iat\":%ld,"
				     "\"exp\":%ld,\"jti\":\"%ld\"}",
					now, now + 900, now)));
	case VONAGE_ACCOUNT:
		return "Authorization: Basic YWJjZDEyMzQ6U2FuZGJveFZvbmFnZVNlY3JldDE=";
	case NOBODY:
		break;
	}
	return NULL;
}

const char *client_token(const test_box *box, const char *session, const char *role, long lifetime)
{
	const long now = (long)time(NULL);

	return jwt(box, SECRET,
		text("{\"iss\":\"" KEY "\",\"ist\":\"project\",\"iat\":%ld,\"exp\":%ld,"
		     "\"nonce\":1,\"role\":\"%s\",\"scope\":\"session.connect\","
		     "\"session_id\":\"%s\",\"connection_data\":\"from token\"}",
			now - 100, now + lifetime, role, session));
}

typedef struct text_buffer {
	char *data;
	size_t size, capacity;
} text_buffer;

static size_t append(char *data, size_t size, size_t count, void *userdata)
{
	text_buffer *to = userdata;

	if (to->size + size * count >= to->capacity) {
		/* Doubled: with AddressSanitizer, realloc() always copies. */
		const size_t capacity = 2 * (to->size + size * count) + 1;
		char *grown = realloc(to->data, capacity);

		if (!grown)
			return 0;
		to->data = grown;
		to->capacity = capacity;
	}
	memcpy(to->data + to->size, data, size * count);
	to->size += size * count;
	to->data[to->size] = '\0';
	return size * count;
}

static const char *take(text_buffer *from)
{
	return from->data ? keep_text(from->data) : "";
}

box_response ask_with(const test_box *box, const char *method, const char *path, const char *body,
	const char *header, const char *second)
{
	const bool form = strstr(path, "/session/create") != NULL;
	const bool typed = header && strncmp(header, "Content-Type", 12) == 0;
	struct curl_slist *headers = NULL;
	text_buffer content = {0}, head = {0};
	box_response response = {0};

	if (!curl)
		curl = curl_easy_init();
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, text("%s%s", box->url, path));
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(
		curl, CURLOPT_TIMEOUT_MS, (long)(box->respond_ms ? box->respond_ms : wait_ms()));
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(curl, CURLOPT_NOBODY, strcmp(method, "HEAD") == 0 ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &content);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, append);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
	if (box->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, box->ca_file);
	if (box->socket)
		curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, box->socket);
	headers = curl_slist_append(headers, "Expect:");
	if (body) {
		headers = curl_slist_append(
			headers, typed  ? "X-Typed: 1"
				 : form ? "Content-Type: application/x-www-form-urlencoded"
					: "Content-Type: application/json");
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	}
	if (header)
		headers = curl_slist_append(headers, header);
	if (second)
		headers = curl_slist_append(headers, second);
	/* libcurl repeats by itself what a kept connection did not respond to. */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT,
		(header && strstr(header, "Fault")) || (second && strstr(second, "Fault")) ? 1L
											   : 0L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	if (!curl_easy_perform(curl))
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
	curl_slist_free_all(headers);
	response.size = content.size;
	response.body = take(&content);
	response.headers = take(&head);
	if (strchr("[{", response.body[0]) && response.body[0])
		response.json = keep_tree(json_tokener_parse(response.body));
	return response;
}

pid_t box_fork(void)
{
	const pid_t child = fork();

	if (child == 0) {
		of_parent = curl; /* not freed: this would end TLS sessions of the parent */
		curl = NULL;
	}
	return child;
}

box_response ask(
	const test_box *box, box_who who, const char *method, const char *path, const char *body)
{
	return ask_with(
		box, method, path, body, "Accept: application/json", signature_of(box, who));
}

json_object *want(const test_box *box, box_who who, const char *method, const char *path,
	const char *body, long status)
{
	box_response response = ask(box, who, method, path, body);

	CHECK_CASE(response.status == status, "%s %s: %ld, expected %ld: %.300s", method, path,
		response.status, status, response.body);
	return response.json;
}

json_object *part(json_object *object, const char *path)
{
	while (object && *path) {
		size_t length = strcspn(path, ".");
		char name[64] = "";
		json_object *next = NULL;

		memcpy(name, path, length < sizeof(name) ? length : sizeof(name) - 1);
		if (json_object_is_type(object, json_type_array))
			next = json_object_array_get_idx(object, (size_t)strtoul(name, NULL, 10));
		else if (json_object_is_type(object, json_type_object))
			json_object_object_get_ex(object, name, &next);
		object = next;
		path += length + (path[length] == '.');
	}
	return object;
}

const char *member(json_object *object, const char *path)
{
	json_object *value = part(object, path);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

int64_t number(json_object *object, const char *path)
{
	json_object *value = part(object, path);

	if (json_object_is_type(value, json_type_array))
		return (int64_t)json_object_array_length(value);
	return value ? json_object_get_int64(value) : 0;
}

const char *new_session(const test_box *box, const char *form)
{
	return member(want(box, PROJECT, "POST", "/session/create", form, 200), "0.session_id");
}

const char *publish(const test_box *box, const char *session)
{
	return member(
		want(box, NOBODY, "POST", text("/sandbox/session/%s/stream", session), "{}", 201),
		"streamId");
}

json_object *wait_for_number(const test_box *box, const char *path, const char *name, int64_t value)
{
	json_object *seen = NULL;

	for (int waited = 0; waited < wait_ms(); waited += 5) {
		seen = ask(box, NOBODY, "GET", path, NULL).json;
		if (number(seen, name) == value)
			return seen;
		poll(NULL, 0, 5);
	}
	CHECK_CASE(false, "%s of %s is %ld, not %ld", name, path, (long)number(seen, name),
		(long)value);
	return seen;
}

json_object *wait_for(
	const test_box *box, box_who who, const char *path, const char *name, const char *value)
{
	json_object *seen = NULL;

	for (int waited = 0; waited < wait_ms(); waited += 5) {
		seen = ask(box, who, "GET", path, NULL).json;
		if (strcmp(member(seen, name), value) == 0)
			return seen;
		poll(NULL, 0, 5);
	}
	CHECK_CASE(false, "%s of %s is %s, not %s", name, path, member(seen, name), value);
	return seen;
}
