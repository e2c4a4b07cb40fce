/* SPDX-License-Identifier: MIT */
/* Credentials of one's own: a file, new ones, and the token that the control interface then
 * needs. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

#define TOKEN  "a-token-of-this-test-0123456789"
#define SECRET "a secret of this test"
#define GOOD                                                                    \
	"{\"controlToken\":\"" TOKEN "\",\"projects\":[{\"apiKey\":\"777\","    \
	"\"apiSecret\":\"" SECRET "\"}],\"vonageAccount\":{\"apiKey\":\"acc\"," \
	"\"apiSecret\":\"account secret\"}}"
#define BEARER "Authorization: Bearer " TOKEN

static test_box server;

static const char *signature(const char *key, const char *secret)
{
	const long now = (long)time(NULL);

	return text("X-OPENTOK-AUTH: %s",
		jwt(&server, secret,
			text("{\"iss\":\"%s\",\"ist\":\"project\",\"iat\":%ld,\"exp\":%ld}", key,
				now, now + 60)));
}

static long status_of(const char *method, const char *path, const char *first, const char *second)
{
	return ask_with(&server, method, path, NULL, first, second).status;
}

/* ---- credentials */

static void only_the_own_credentials_count(void)
{
	CHECK_INT(status_of("GET", "/v2/project/777/archive", signature("777", SECRET), NULL), 200);
	CHECK_INT(
		status_of("GET", "/v2/project/777/archive", signature("777", "wrong"), NULL), 403);
	CHECK_INT(status_of("GET", PROJECT_PATH "/archive", signature_of(&server, PROJECT), NULL),
		403);
	CHECK_INT(status_of("GET", "/v2/project", signature_of(&server, ACCOUNT), NULL), 403);
	CHECK_INT(status_of("GET", "/v2/applications", signature_of(&server, VONAGE_ACCOUNT), NULL),
		401);
	CHECK_INT(status_of("GET", "/v2/applications",
			  "Authorization: Basic YWNjOmFjY291bnQgc2VjcmV0", NULL),
		200);
	/* The application of the key file: its id is published, its key is not. */
	CHECK_INT(status_of("GET", "/v2/project/" APPLICATION "/archive",
			  signature_of(&server, VONAGE_APPLICATION), NULL),
		200);
}

/* A database that was used with the published credentials. */
static void published_credentials_are_forgotten(void)
{
	const char *db = text("%s/db", otk_test_folder());
	const char *const before[] = {"--db", db, NULL};
	const char *const after[] = {
		"--db", db, "--credentials-file", box_file("good", GOOD), NULL};
	test_box box;

	if (!CHECK(box_start(&box, before)))
		return;
	want(&box, PROJECT, "GET", PROJECT_PATH "/archive", NULL, 200);
	CHECK_INT(box_end(&box, SIGTERM), 0);
	if (!CHECK(box_start(&box, after)))
		return;
	want(&box, PROJECT, "GET", PROJECT_PATH "/archive", NULL, 403);
	want(&box, VONAGE_ACCOUNT, "GET", "/v2/applications", NULL, 401);
	want(&box, ACCOUNT, "GET", "/v2/project", NULL, 403);
	CHECK_INT(box_end(&box, SIGTERM), 0);
}

static void wrong_files_are_refused(void)
{
	static const struct {
		const char *contents, *part;
	} rows[] = {
		{"", "is not a JSON object"},
		{"[]", "is not a JSON object"},
		{"{}", "Invalid controlToken: it is required"},
		{"{\"controlToken\":\"short\"}", "Invalid controlToken: its length"},
		{"{\"controlToken\":\"" TOKEN "\",\"project\":[]}", "Unknown member \"project\""},
		{"{\"controlToken\":\"" TOKEN "\",\"projects\":[{\"apiKey\":\"1\"}]}",
			"Invalid projects[0].apiSecret: it is required"},
		{"{\"controlToken\":\"" TOKEN "\",\"projects\":[{\"apiKey\":\"1\",\"apiSecret\":"
		 "\"1234567890abcdef1234567890abcdef1234567890\"}]}",
			"which everybody knows"},
		{"{\"controlToken\":\"" TOKEN "\",\"applications\":[{\"applicationId\":"
		 "\"29f760f8-7ce1-46c9-ade3-f2dedee4ed50\",\"publicKey\":\"x\"}]}",
			"must be an RSA key"},
		{"{\"controlToken\":\"" TOKEN "\",\"projects\":["
		 "{\"apiKey\":\"1\",\"apiSecret\":\"first-secret\"},"
		 "{\"apiKey\":\"1\",\"apiSecret\":\"second-secret\"}]}",
			"projects: two have the same apiKey"},
		{"{\"controlToken\":\"" TOKEN "\",\"applications\":["
		 "{\"applicationId\":\"29f760f8-7ce1-46c9-ade3-f2dedee4ed50\",\"publicKey\":\"x\"},"
		 "{\"applicationId\":\"29F760F8-7CE1-46C9-ADE3-F2DEDEE4ED50\",\"publicKey\":\"x\"}]}",
			"applications: two have the same applicationId"},
	};
	const char *said;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *const options[] = {"--port", "0", "--credentials-file",
			box_file("wrong", rows[i].contents), NULL};

		CHECK_INT(box_run(options, &said), 1);
		CHECK_HAS(said, rows[i].part);
		CHECK(!strstr(said, TOKEN));
	}
	CHECK_INT(box_run((const char *const[]){"--port", "0", "--credentials-file",
				  "/nonexistent/file", NULL},
			  &said),
		1);
	CHECK_HAS(said, "--credentials-file: \"/nonexistent/file\": No such file");
}

static void files_that_are_none(void)
{
	static const struct {
		const char *path, *part;
	} rows[] = {{"/", "Is a directory"}, {"/dev/null", "is not a JSON object"},
		{"/dev/zero", "is larger than 1 MiB"}};
	const char *said;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		CHECK_INT(box_run((const char *const[]){"--port", "0", "--credentials-file",
					  rows[i].path, NULL},
				  &said),
			1);
		CHECK_HAS(said, rows[i].part);
	}
}

/* A file whose mode lets other users read the secrets is used, with a warning. */
static void readable_files_cause_a_warning(void)
{
	static const mode_t modes[] = {0600, 0640, 0602};
	const char *path = box_file("readable", "{}"), *said;

	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		CHECK_INT(chmod(path, modes[i]), 0);
		CHECK_INT(box_run((const char *const[]){"--port", "0", "--credentials-file", path,
					  NULL},
				  &said),
			1);
		CHECK_CASE((strstr(said, "other users can read or change it") != NULL) == (i > 0),
			"mode %03o: %s", (unsigned)modes[i], said);
		CHECK_INT(box_run((const char *const[]){"--port", "0", "--callback-secret-file",
					  path, "--wrong", NULL},
				  &said),
			2);
		CHECK_CASE((strstr(said, "other users can read or change it") != NULL) == (i > 0),
			"mode %03o: %s", (unsigned)modes[i], said);
	}
}

/* SIGTERM ends a server that waits for what a pipe brings. */
static void ends_while_it_reads(const char *option, const char *path)
{
	char *program = otk_test_build("otk-sandbox");
	int status = 0, end;
	pid_t waiting = fork();

	if (waiting == 0) {
		execl(program, program, "--port", "0", "--quiet", option, path, (char *)NULL);
		_exit(127);
	}
	free(program);
	end = open(path, O_WRONLY | O_CLOEXEC); /* returns when the server has opened it */
	CHECK(end >= 0);
	kill(waiting, SIGTERM);
	for (int64_t left = otk_test_ms(20000); !waitpid(waiting, &status, WNOHANG) && left > 0;
		left -= 10)
		poll(NULL, 0, 10);
	CHECK_CASE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM, "%s", option);
	kill(waiting, SIGKILL);
	close(end);
}

static void pipes_without_a_writer(void)
{
	static const char *const options[] = {"--credentials-file", "--app-key-file", "--seed",
		"--stubs", "--callback-secret-file"};
	const char *path = text("%s/silent", otk_test_folder());

	CHECK_INT(mkfifo(path, 0600), 0);
	for (size_t i = 0; i < COUNT_OF(options); i++)
		ends_while_it_reads(options[i], path);
}

static void credentials_from_a_pipe(void)
{
	const char *path = text("%s/pipe", otk_test_folder());
	test_box box;
	pid_t writer;
	int status, end;

	CHECK_INT(mkfifo(path, 0600), 0);
	writer = fork();
	if (writer == 0) {
		end = open(path, O_WRONLY | O_CLOEXEC);
		_exit(write(end, GOOD, sizeof(GOOD) - 1) != (ssize_t)sizeof(GOOD) - 1);
	}
	if (CHECK(box_start(&box, (const char *const[]){"--credentials-file", path, NULL})))
		CHECK_INT(box_end(&box, SIGTERM), 0);
	CHECK_INT(waitpid(writer, &status, 0), writer);
	CHECK_INT(status, 0);
}

/* ---- new ones */

static const char *printed_file;

static void print_into_file(void)
{
	const int file = open(printed_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	dup2(file, STDOUT_FILENO);
	close(file);
}

/* Returns what a server with these options prints, which runs until it is ended. */
static const char *printed_by(test_box *box, const char *const *options)
{
	const char *printed = "";
	char *read;

	printed_file = text("%s/printed", otk_test_folder());
	unlink(printed_file);
	if (!CHECK(box_start_prepared(box, options, print_into_file)))
		return "";
	box_end(box, SIGTERM);
	read = otk_test_read(printed_file, NULL);
	printed = text("%s", read ? read : "");
	free(read);
	return printed;
}

static void new_ones_are_printed_once(void)
{
	const char *const options[] = {"--generate-credentials", "--quiet", "--db",
		text("%s/new.db", otk_test_folder()), NULL};
	const char *first, *other;
	test_box box;

	first = printed_by(&box, options);
	CHECK_HAS(first, "OpenTok project: API key ");
	CHECK_HAS(first, "token of the control interface: ");
	CHECK_STR(printed_by(&box, options), "");
	other = printed_by(&box, (const char *const[]){"--generate-credentials", NULL});
	CHECK_HAS(other, "token of the control interface: ");
	CHECK(strcmp(first, other) != 0);
}

static void new_ones_are_written_into_a_missing_file(void)
{
	const char *path = text("%s/made.json", otk_test_folder());
	const char *const options[] = {
		"--generate-credentials", "--credentials-file", path, "--bind", "0.0.0.0", NULL};
	struct stat status = {0};
	json_object *made;
	test_box box;
	char *read;

	CHECK_STR(printed_by(&box, options), "");
	CHECK_INT(stat(path, &status), 0);
	CHECK_INT(status.st_mode & 0777, 0600);
	read = otk_test_read(path, NULL);
	made = keep_tree(json_tokener_parse(read ? read : ""));
	free(read);
	CHECK_INT(strlen(member(made, "controlToken")), 48);
	CHECK_INT(strlen(member(made, "projects.0.apiSecret")), 40);
	/* The file is read, not made again. */
	if (!CHECK(box_start(&box, options)))
		return;
	CHECK_INT(ask_with(&box, "GET", "/sandbox/clock", NULL,
			  text("Authorization: Bearer %s", member(made, "controlToken")), NULL)
			  .status,
		200);
	CHECK_INT(ask_with(&box, "GET", "/session/x", NULL, NULL, NULL).status, 404);
	CHECK_INT(box_end(&box, SIGTERM), 0);
}

/* ---- the token */

static void the_control_interface_needs_the_token(void)
{
	box_response refused = ask_with(&server, "GET", "/sandbox", NULL, NULL, NULL);

	CHECK_INT(refused.status, 401);
	CHECK_HAS(refused.headers, "WWW-Authenticate: Bearer");
	CHECK_INT(status_of("GET", "/sandbox", BEARER, NULL), 200);
	CHECK_INT(status_of("GET", "/sandbox", "X-Otk-Sandbox-Token: " TOKEN, NULL), 200);
	CHECK_INT(status_of("GET", "/sandbox", "Authorization: Bearer " TOKEN "x", NULL), 401);
	CHECK_INT(status_of("GET", "/sandbox", "Authorization: Bearer ", NULL), 401);
	CHECK_INT(status_of("POST", "/sandbox/reset", NULL, NULL), 401);
	CHECK_INT(status_of("POST", "/sandbox/reset", BEARER, NULL), 204);
	CHECK_INT(status_of("GET", "/sandbox/nothing", NULL, NULL), 401);
	CHECK_INT(status_of("GET", "/sandbox/nothing", BEARER, NULL), 404);
	CHECK_INT(status_of("GET", "/sandbox?token=" TOKEN, NULL, NULL), 401);
	CHECK_INT(status_of("GET", "/sandbox/health", NULL, NULL), 200);
	CHECK_INT(status_of("HEAD", "/sandbox/requests", NULL, NULL), 401);
}

/* Every route of the control interface but these. */
static void no_route_is_forgotten(void)
{
	json_object *items =
		part(ask_with(&server, "GET", "/sandbox", NULL, BEARER, NULL).json, "control");

	CHECK(number(items, "") > 30);
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		json_object *item = json_object_array_get_idx(items, i);
		const char *path = member(item, "path");
		const bool open = strcmp(path, "/sandbox/health") == 0 ||
				  strcmp(path, "/sandbox/login") == 0 || strcmp(path, "/") == 0 ||
				  strcmp(path, "/page/{name}") == 0;
		const long status = status_of(member(item, "method"), path, NULL, NULL);

		CHECK_CASE(
			open || status == 401, "%s %s: %ld", member(item, "method"), path, status);
	}
}

static const char *cookie_of(box_response response)
{
	const char *found = strstr(response.headers, "Set-Cookie: ");
	const char *value = found ? found + strlen("Set-Cookie: ") : "";

	return text("Cookie: %.*s", (int)strcspn(value, ";"), value);
}

/* A page gets a cookie for the token, which it takes from the fragment of its URL. */
static void pages_use_a_cookie(void)
{
	const char *host = strstr(server.url, "//") + 2;
	const char *own = text("Origin: http://%s", host), *cookie;
	box_response login =
		ask_with(&server, "POST", "/sandbox/login", "{\"token\":\"" TOKEN "\"}", own, NULL);

	CHECK_INT(login.status, 204);
	CHECK_HAS(login.headers, "; Path=/; HttpOnly; SameSite=Strict");
	CHECK(!strstr(login.headers, TOKEN));
	cookie = cookie_of(login);
	CHECK_INT(status_of("GET", "/sandbox/requests", cookie, NULL), 200);
	CHECK_INT(status_of("POST", "/sandbox/reset", cookie, own), 204);
	/* Other pages, and requests that do not say which page made them. */
	CHECK_INT(status_of("POST", "/sandbox/reset", cookie, NULL), 401);
	CHECK_INT(status_of("POST", "/sandbox/reset", cookie, "Origin: null"), 403);
	CHECK_INT(status_of("POST", "/sandbox/reset", cookie, "Origin: http://evil.example"), 403);
	CHECK_INT(status_of("POST", "/sandbox/reset", cookie, "Origin: http://127.0.0.1:1"), 403);
	CHECK_INT(status_of("GET", "/sandbox/requests", cookie, "Sec-Fetch-Site: cross-site"), 403);
	CHECK_INT(status_of("GET", "/sandbox/requests", cookie, "Host: evil.example"), 403);
	CHECK_INT(status_of("GET", "/sandbox/requests", "Cookie: otk-sandbox=" TOKEN, NULL), 401);
	CHECK_INT(status_of("GET", "/sandbox/requests", text("%sx", cookie), NULL), 401);
	CHECK_INT(ask_with(&server, "POST", "/sandbox/login", "{\"token\":\"wrong\"}", own, NULL)
			  .status,
		401);
	CHECK_HAS(ask_with(&server, "DELETE", "/sandbox/login", NULL, own, NULL).headers,
		"Set-Cookie: otk-sandbox=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

/* A fault rule could respond in place of the checks of credentials. */
static void faults_by_header_need_the_token(void)
{
	const char *fault = "X-Otk-Sandbox-Fault: {\"status\":200}";

	CHECK_INT(status_of("GET", "/v2/project/777/archive", fault, NULL), 401);
	CHECK_INT(status_of("GET", "/v2/project/777/archive", fault, "X-Otk-Sandbox-Token: wrong"),
		401);
	CHECK_INT(status_of("GET", "/v2/project/777/archive", fault, "X-Otk-Sandbox-Token: " TOKEN),
		200);
}

static void the_journal_hides_tokens(void)
{
	box_response seen;

	ask_with(&server, "GET", "/v2/project/777/archive", NULL, "X-Otk-Sandbox-Token: " TOKEN,
		"Cookie: otk-sandbox=" TOKEN);
	seen = ask_with(&server, "GET", "/sandbox/requests", NULL, BEARER, NULL);
	CHECK_HAS(seen.body, "x-otk-sandbox-token");
	CHECK(!strstr(seen.body, TOKEN));
}

static void hosts_follow_the_address(void)
{
	const char *path = "/sandbox";

	CHECK_INT(status_of("GET", path, BEARER, "Host: 127.0.0.1:1"), 200);
	CHECK_INT(status_of("GET", path, BEARER, "Host: 192.0.2.7:4950"), 200);
	CHECK_INT(status_of("GET", path, BEARER, "Host: [2001:db8::7]:4950"), 200);
	CHECK_INT(status_of("GET", path, BEARER, "Host: sandbox:4950"), 200); /* of --url */
	CHECK_INT(status_of("GET", path, BEARER, "Host: sandbox.example"), 403);
	CHECK_INT(status_of("GET", "/v2/project/777/archive", signature("777", SECRET),
			  "Host: sandbox.example"),
		403);
	/* What responses name. */
	CHECK_STR(member(ask_with(&server, "GET", path, NULL, BEARER, NULL).json, "url"),
		"http://sandbox:4950");
}

static void sessions_get_the_first_project(void)
{
	json_object *made = ask_with(&server, "POST", "/sandbox/session", "{}", BEARER, NULL).json;
	json_object *seen = ask_with(&server, "GET",
		text("/sandbox/session/%s", member(made, "sessionId")), NULL, BEARER, NULL)
				    .json;

	CHECK_STR(member(seen, "_owner"), "777");
}

static void set_credentials(void)
{
	setenv("OTK_SANDBOX_CREDENTIALS", GOOD, 1);
}

/* A container gets its credentials from the environment, and has no program but the server. */
static void the_environment_has_credentials(void)
{
	const char *said;
	test_box box;

	CHECK_INT(box_run((const char *const[]){"--health", server.url, NULL}, &said), 0);
	CHECK_STR(said, "");
	if (CHECK(box_start_prepared(&box, NULL, set_credentials))) {
		CHECK_INT(ask_with(&box, "GET", "/sandbox", NULL, BEARER, NULL).status, 200);
		CHECK_INT(ask_with(&box, "GET", "/v2/project/777/archive", NULL,
				  signature("777", SECRET), NULL)
				  .status,
			200);
		CHECK_INT(box_end(&box, SIGTERM), 0);
		CHECK_INT(box_run((const char *const[]){"--health", box.url, NULL}, &said), 1);
		CHECK_HAS(said, "--health: ");
	}
	setenv("OTK_SANDBOX_CREDENTIALS", "{}", 1);
	CHECK_INT(box_run((const char *const[]){"--port", "0", NULL}, &said), 1);
	CHECK_HAS(said, "OTK_SANDBOX_CREDENTIALS: Invalid controlToken: it is required");
	unsetenv("OTK_SANDBOX_CREDENTIALS");
}

static int start(void)
{
	return box_start(
		       &server, (const char *const[]){"--credentials-file", box_file("own", GOOD),
					"--url", "http://sandbox:4950", "--bind", "0.0.0.0", NULL})
		       ? 0
		       : 1;
}

static int stop(void)
{
	return box_stop(&server, SIGTERM);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(only_the_own_credentials_count),
		TEST(published_credentials_are_forgotten),
		TEST(wrong_files_are_refused),
		TEST(files_that_are_none),
		TEST(readable_files_cause_a_warning),
		TEST(pipes_without_a_writer),
		TEST(credentials_from_a_pipe),
		TEST(new_ones_are_printed_once),
		TEST(new_ones_are_written_into_a_missing_file),
		TEST(the_control_interface_needs_the_token),
		TEST(no_route_is_forgotten),
		TEST(pages_use_a_cookie),
		TEST(faults_by_header_need_the_token),
		TEST(the_journal_hides_tokens),
		TEST(hosts_follow_the_address),
		TEST(sessions_get_the_first_project),
		TEST(the_environment_has_credentials),
	};

	return otk_test_main("sandbox private", tests, COUNT_OF(tests), start, stop);
}
