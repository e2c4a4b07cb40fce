/* SPDX-License-Identifier: MIT */
/* A server on loopback with one response for everything, in a thread. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/peer.h"

#define REQUEST_MAX (4 * 1024 * 1024)

struct otk_cli_check_peer {
	pthread_mutex_t lock;
	pthread_t thread;
	const char *response;
	char *buffer; /* of the thread, for one request */
	int socket;
};

/* The length that a request announces. */
static size_t body_size(const char *head)
{
	static const char name[] = "\r\ncontent-length:";
	const char *at = head;

	while ((at = strstr(at, "\r\n"))) {
		if (strncasecmp(at, name, sizeof(name) - 1) == 0)
			return strtoull(at + sizeof(name) - 1, NULL, 10);
		at += 2;
	}
	return 0;
}

/* Reads one request whole, so that closing does not reset the connection. */
static void read_request(int connection, char *buffer)
{
	size_t size = 0;

	for (;;) {
		const ssize_t more = recv(connection, buffer + size, REQUEST_MAX - size, 0);
		const char *end;

		if (more <= 0)
			return;
		size += (size_t)more;
		buffer[size] = '\0';
		end = strstr(buffer, "\r\n\r\n");
		if (end && size >= (size_t)(end + 4 - buffer) + body_size(buffer))
			return;
	}
}

static void *serve_requests(void *parameter)
{
	otk_cli_check_peer *peer = parameter;
	int connection;

	while ((connection = accept(peer->socket, NULL, NULL)) >= 0) {
		const char *response;

		read_request(connection, peer->buffer);
		pthread_mutex_lock(&peer->lock);
		response = peer->response;
		pthread_mutex_unlock(&peer->lock);
		if (response)
			send(connection, response, strlen(response), MSG_NOSIGNAL);
		shutdown(connection, SHUT_RDWR);
		close(connection);
	}
	return NULL;
}

otk_cli_check_peer *otk_cli_check_peer_new(otk_cli *cli, const char **url)
{
	otk_cli_check_peer *peer = otk_cli_new(cli, sizeof(*peer));
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	peer->buffer = otk_cli_new(cli, REQUEST_MAX + 1);
	pthread_mutex_init(&peer->lock, NULL);
	peer->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (peer->socket < 0)
		return NULL;
	if (bind(peer->socket, (struct sockaddr *)&address, sizeof(address)) ||
		listen(peer->socket, 16) ||
		getsockname(peer->socket, (struct sockaddr *)&address, &size) ||
		pthread_create(&peer->thread, NULL, serve_requests, peer)) {
		close(peer->socket);
		return NULL;
	}
	*url = otk_cli_text(cli, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
	return peer;
}

void otk_cli_check_peer_set(otk_cli_check_peer *peer, const char *response)
{
	pthread_mutex_lock(&peer->lock);
	peer->response = response;
	pthread_mutex_unlock(&peer->lock);
}

void otk_cli_check_peer_end(otk_cli_check_peer *peer)
{
	shutdown(peer->socket, SHUT_RDWR);
	pthread_join(peer->thread, NULL);
	close(peer->socket);
}
