/* SPDX-License-Identifier: MIT */
/* A scripted HTTP/2 server: a thread that accepts, and one for each connection. */
#include "config.h"

#include "tests/transport/h2_peer.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/certificates.h"

#define CONNECTIONS_MAX 32

typedef struct h2_connection {
	otk_h2_peer *peer;
	pthread_t thread;
	int fd;
	gnutls_session_t session;
	bool reset;
} h2_connection;

struct otk_h2_peer {
	const otk_h2_reply *script;
	int count;
	int listener;
	char url[64];
	gnutls_certificate_credentials_t credentials;
	pthread_t thread;
	pthread_mutex_t lock;
	h2_connection connections[CONNECTIONS_MAX];
	int connection_count;
	int requests;
};

static const otk_h2_reply normal_reply = {
	.frames = {OTK_H2_FRAME(OTK_H2_HEADERS, OTK_H2_END_HEADERS, OTK_H2_OK),
		OTK_H2_FRAME(OTK_H2_DATA, OTK_H2_END_STREAM, "{}")},
	.count = 2,
};

/* ---- frames */

static size_t put_frame(uint8_t *out, const otk_h2_frame *frame, uint32_t stream)
{
	otk_h2_write_head(out, &(otk_h2_head){.size = frame->size,
				       .type = frame->type,
				       .flags = frame->flags,
				       .stream = frame->of_connection ? 0 : stream});
	if (frame->size)
		memcpy(out + OTK_H2_HEAD_SIZE, frame->payload, frame->size);
	return OTK_H2_HEAD_SIZE + frame->size;
}

/* The last frame again and again, many in a record. */
static bool repeat_frame(h2_connection *on, const otk_h2_reply *reply, uint32_t stream)
{
	static uint8_t block[100 * 80];
	const otk_h2_frame *frame = &reply->frames[reply->count - 1];
	size_t size = 0;

	pthread_mutex_lock(&on->peer->lock);
	for (int i = 0; i < 100; i++)
		size += put_frame(block + size, frame, stream);
	pthread_mutex_unlock(&on->peer->lock);
	for (int sent = 0; reply->repeat < 0 || sent < reply->repeat; sent += 100)
		if (!otk_tls_send(on->session, block, size))
			return false;
	return true;
}

static bool send_reply(h2_connection *on, const otk_h2_reply *reply, uint32_t stream)
{
	uint8_t bytes[6 * 80];
	size_t size = 0;

	on->reset = reply->reset_after;

	for (int i = 0; i < reply->count; i++)
		size += put_frame(bytes + size, &reply->frames[i], stream);
	return otk_tls_send(on->session, bytes, size) &&
	       (!reply->repeat || repeat_frame(on, reply, stream)) && !reply->close_after &&
	       !reply->reset_after;
}

/* ---- connections */

static const otk_h2_reply *next_reply(otk_h2_peer *peer)
{
	const otk_h2_reply *reply;

	pthread_mutex_lock(&peer->lock);
	reply = peer->requests < peer->count ? &peer->script[peer->requests] : &normal_reply;
	peer->requests++;
	pthread_mutex_unlock(&peer->lock);
	return reply;
}

/* Lets the client send as much again. */
static bool open_window(h2_connection *on, uint32_t stream, size_t size)
{
	const uint32_t more = htonl((uint32_t)size);
	char payload[4];
	uint8_t out[2 * (OTK_H2_HEAD_SIZE + sizeof(payload))];
	otk_h2_frame frame = {
		.type = OTK_H2_WINDOW_UPDATE, .payload = payload, .size = sizeof(payload)};
	size_t out_size;

	memcpy(payload, &more, sizeof(payload));
	out_size = put_frame(out, &frame, stream);
	frame.of_connection = true;
	out_size += put_frame(out + out_size, &frame, stream);
	return otk_tls_send(on->session, out, out_size);
}

/* One frame of the client. False: the connection is to be closed. */
static bool take_frame(h2_connection *on, const otk_h2_reply **waiting)
{
	static const otk_h2_frame ack = {
		.type = OTK_H2_SETTINGS, .flags = OTK_H2_ACK, .of_connection = true};
	uint8_t bytes[OTK_H2_HEAD_SIZE], out[80], *payload;
	otk_h2_head head;
	bool good;

	if (!otk_tls_receive(on->session, bytes, sizeof(bytes)))
		return false;
	head = otk_h2_read_head(bytes);
	payload = malloc(head.size + 1);
	good = payload && otk_tls_receive(on->session, payload, head.size);
	free(payload);
	if (good && head.type == OTK_H2_DATA && head.size)
		good = open_window(on, head.stream, head.size);
	if (good && head.type == OTK_H2_SETTINGS && !(head.flags & OTK_H2_ACK))
		return otk_tls_send(on->session, out, put_frame(out, &ack, 0));
	if (good && head.type == OTK_H2_HEADERS) {
		*waiting = next_reply(on->peer);
		if ((*waiting)->early)
			good = send_reply(on, *waiting, head.stream);
	}
	if (good && head.type <= OTK_H2_HEADERS && head.flags & OTK_H2_END_STREAM && *waiting) {
		if (!(*waiting)->early)
			good = send_reply(on, *waiting, head.stream);
		*waiting = NULL;
	}
	return good;
}

static bool shake_hands(h2_connection *on)
{
	static const gnutls_datum_t protocol = {(unsigned char *)(uintptr_t) "h2", 2};
	static const otk_h2_frame settings = {.type = OTK_H2_SETTINGS, .of_connection = true};
	uint8_t bytes[OTK_H2_PREFACE_SIZE];
	int result;

	gnutls_init(&on->session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
	gnutls_set_default_priority(on->session);
	gnutls_credentials_set(on->session, GNUTLS_CRD_CERTIFICATE, on->peer->credentials);
	gnutls_alpn_set_protocols(on->session, &protocol, 1, 0);
	gnutls_transport_set_int(on->session, on->fd);
	do
		result = gnutls_handshake(on->session);
	while (result < 0 && !gnutls_error_is_fatal(result));
	return !result && otk_tls_receive(on->session, bytes, sizeof(bytes)) &&
	       otk_tls_send(on->session, bytes, put_frame(bytes, &settings, 0));
}

/* Sends a TCP reset; the descriptor stays open, connected to nothing. */
static void reset_connection(int fd)
{
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};
	const int other = socket(AF_INET, SOCK_STREAM, 0);

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	dup2(other, fd);
	close(other);
}

static void *serve(void *userdata)
{
	h2_connection *on = userdata;
	const otk_h2_reply *waiting = NULL;

	if (shake_hands(on))
		while (take_frame(on, &waiting))
			;
	/* Closed by otk_h2_peer_free(): the number must not be used again before. */
	if (on->reset)
		reset_connection(on->fd);
	else
		shutdown(on->fd, SHUT_RDWR);
	return NULL;
}

static void *accept_all(void *userdata)
{
	otk_h2_peer *peer = userdata;
	int fd;

	while ((fd = accept(peer->listener, NULL, NULL)) >= 0) {
		h2_connection *on = &peer->connections[peer->connection_count];

		if (peer->connection_count == CONNECTIONS_MAX) {
			close(fd);
			continue;
		}
		*on = (h2_connection){.peer = peer, .fd = fd};
		if (pthread_create(&on->thread, NULL, serve, on)) {
			close(fd);
			continue;
		}
		pthread_mutex_lock(&peer->lock);
		peer->connection_count++;
		pthread_mutex_unlock(&peer->lock);
	}
	return NULL;
}

/* ---- the peer */

static bool open_listener(otk_h2_peer *peer)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	peer->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (peer->listener < 0 || bind(peer->listener, (struct sockaddr *)&address, size) ||
		listen(peer->listener, 16) ||
		getsockname(peer->listener, (struct sockaddr *)&address, &size))
		return false;
	snprintf(peer->url, sizeof(peer->url), "https://localhost:%d/", ntohs(address.sin_port));
	return true;
}

otk_h2_peer *otk_h2_peer_new(const otk_h2_reply *script, int count)
{
	const otk_certificates *files = otk_test_certificates();
	otk_h2_peer *peer = calloc(1, sizeof(*peer));

	if (!peer)
		return NULL;
	peer->script = script;
	peer->count = count;
	pthread_mutex_init(&peer->lock, NULL);
	gnutls_certificate_allocate_credentials(&peer->credentials);
	gnutls_certificate_set_x509_key_file(peer->credentials, files->server_cert_file,
		files->server_key_file, GNUTLS_X509_FMT_PEM);
	if (open_listener(peer) && !pthread_create(&peer->thread, NULL, accept_all, peer))
		return peer;
	fputs("h2_peer: it could not start\n", stderr);
	if (peer->listener >= 0)
		close(peer->listener);
	gnutls_certificate_free_credentials(peer->credentials);
	free(peer);
	return NULL;
}

void otk_h2_peer_free(otk_h2_peer *peer)
{
	if (!peer)
		return;
	shutdown(peer->listener, SHUT_RDWR);
	pthread_join(peer->thread, NULL);
	close(peer->listener);
	for (int i = 0; i < peer->connection_count; i++) {
		shutdown(peer->connections[i].fd, SHUT_RDWR);
		pthread_join(peer->connections[i].thread, NULL);
		close(peer->connections[i].fd);
		if (peer->connections[i].session)
			gnutls_deinit(peer->connections[i].session);
	}
	gnutls_certificate_free_credentials(peer->credentials);
	pthread_mutex_destroy(&peer->lock);
	free(peer);
}

const char *otk_h2_peer_url(const otk_h2_peer *peer)
{
	return peer->url;
}

int otk_h2_peer_requests(otk_h2_peer *peer)
{
	int count;

	pthread_mutex_lock(&peer->lock);
	count = peer->requests;
	pthread_mutex_unlock(&peer->lock);
	return count;
}

int otk_h2_peer_connections(otk_h2_peer *peer)
{
	int count;

	pthread_mutex_lock(&peer->lock);
	count = peer->connection_count;
	pthread_mutex_unlock(&peer->lock);
	return count;
}
