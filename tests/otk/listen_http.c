/* SPDX-License-Identifier: MIT */
/* The HTTP server of otk listen; listen.sh tests the command. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness.h"
#include "tools/otk/listen/http.h"
#include "tools/otk/memory.h"

static int client_of(const otk_cli_server *server, const char *request)
{
	const struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons(otk_cli_server_port(server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
		send(fd, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request))
		return fd;
	close(fd);
	return -1;
}

static int32_t count_delivery(void *userdata, const otk_cli_delivery *delivery)
{
	*(int *)userdata += delivery->size == 2 && !delivery->from_page;
	return 200;
}

/* More clients than the server has connections, none of which completes its request. */
static void slow_clients_keep_nobody_out(void)
{
	static const char slow[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{";
	static const char whole[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
	int count = 0, clients[300] = {0}, good;
	const char *problem = NULL;
	otk_cli cli = {0};
	otk_cli_server *server =
		otk_cli_server_new(&cli, "127.0.0.1", 0, 0, count_delivery, &count, &problem);

	if (!CHECK(server))
		return;
	for (size_t i = 0; i < OTK_COUNT_OF(clients); i++) {
		clients[i] = client_of(server, slow);
		otk_cli_server_run(server);
		otk_cli_server_run(server);
	}
	good = client_of(server, whole);
	CHECK(good >= 0);
	for (int i = 0; i < 50 && !count; i++)
		otk_cli_server_run(server);
	CHECK_INT(count, 1);
	for (size_t i = 0; i < OTK_COUNT_OF(clients); i++)
		close(clients[i]);
	close(good);
	otk_cli_server_free(server);
	otk_cli_release(&cli);
}

int main(void)
{
	return OTK_TEST_MAIN("otk: listen_http", TEST(slow_clients_keep_nobody_out));
}
