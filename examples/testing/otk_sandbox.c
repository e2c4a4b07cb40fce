/* SPDX-License-Identifier: MIT */
/* A sandbox for a CUnit suite. */
#include "otk_sandbox.h"

#include <CUnit/CUnit.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t server;
static char url[64];

static void exec_sandbox(const char *pipe)
{
	const char *program = getenv("OTK_SANDBOX");

	if (!program)
		program = "otk-sandbox";
	execlp(program, program, "--port", "0", "--port-file", pipe, "--quiet", (char *)NULL);
	perror(program);
	_exit(127);
}

/* Waits until the server has written its port. Returns 0 if it has ended, or after 10 seconds. */
static int read_port(const char *pipe)
{
	struct pollfd wait = {.fd = open(pipe, O_RDONLY | O_NONBLOCK), .events = POLLIN};
	char text[16] = "";
	int port = 0;

	for (int waited = 0; waited < 10000 && waitpid(server, NULL, WNOHANG) == 0; waited += 10) {
		if (poll(&wait, 1, 10) == 1 && wait.revents & POLLIN &&
			read(wait.fd, text, sizeof(text) - 1) > 0) {
			port = (int)strtol(text, NULL, 10);
			break;
		}
		if (wait.revents & POLLHUP) /* the server has not opened it yet */
			usleep(1000);
	}
	close(wait.fd);
	return port;
}

int otk_sandbox_start(void)
{
	char folder[] = "/tmp/otk-sandbox-XXXXXX", pipe[64];
	int port;

	if (!mkdtemp(folder))
		return 1;
	snprintf(pipe, sizeof(pipe), "%s/port", folder);
	if (mkfifo(pipe, 0600) != 0)
		return 1;
	server = fork();
	if (server == 0)
		exec_sandbox(pipe);
	port = server > 0 ? read_port(pipe) : 0;
	unlink(pipe);
	rmdir(folder);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", port);
	return port > 0 ? 0 : 1;
}

int otk_sandbox_stop(void)
{
	int status = 1;

	if (server <= 0)
		return 1;
	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	server = 0;
	return status;
}

const char *otk_sandbox_url(void)
{
	return url;
}

static long send_request(const char *method, const char *path, const char *json, FILE *to)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	CURL *easy = curl_easy_init();
	char address[512];
	long status = 0;

	snprintf(address, sizeof(address), "%s/sandbox%s", url, path);
	curl_easy_setopt(easy, CURLOPT_URL, address);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, to);
	if (json)
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, json);
	if (curl_easy_perform(easy) == CURLE_OK)
		curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(easy);
	curl_slist_free_all(headers);
	return status;
}

long otk_sandbox_control(const char *method, const char *path, const char *json)
{
	FILE *nowhere = fopen("/dev/null", "w");
	long status;

	if (!nowhere)
		return 0;
	status = send_request(method, path, json, nowhere);
	fclose(nowhere);
	return status;
}

void otk_sandbox_expect(const char *json)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	const long status = memory ? send_request("POST", "/expect", json, memory) : 0;

	if (memory)
		fclose(memory);
	if (status != 200)
		printf("\n%s\n%s\n", json, text ? text : "");
	CU_ASSERT_EQUAL(status, 200);
	free(text);
}
