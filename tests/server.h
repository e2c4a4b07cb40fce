/* SPDX-License-Identifier: MIT */
/*
 * A scripted HTTP/1.1 server on loopback, in a thread of the test. It answers what it was told to,
 * breaks off where it was told to, and keeps a record of every request.
 *
 *   otk_server *server = otk_server_new(NULL);
 *   otk_server_reply(server, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
 *   otk_server_reply(server, &(otk_reply){.body = "{\"id\":\"x\"}"});      the second request
 *   … url: otk_server_url(server) …
 *   CHECK_INT(otk_server_request_count(server), 2);
 *   CHECK_STR(otk_server_request(server, 0)->path, "/v2/…");
 *   otk_server_free(server);
 *
 * Requests beyond the script get the default reply (200, "{}").
 */
#ifndef OTK_TESTS_SERVER_H
#define OTK_TESTS_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct otk_server otk_server;

/* What happens to the connection after the reply, or after the first `cut` bytes of it. */
typedef enum otk_then {
	OTK_THEN_KEEP = 0, /* the next request may follow */
	OTK_THEN_CLOSE,
	OTK_THEN_RESET, /* TCP reset */
	OTK_THEN_HOLD   /* nothing more, until otk_server_release(); then the rest, and keep */
} otk_then;

typedef struct otk_reply {
	int status;           /* 0: 200; -1: not a byte, only `then` (HOLD: and then 200) */
	const char *headers;  /* more lines, each ending in \r\n */
	const char *body;     /* NULL: "{}" */
	size_t body_size;     /* 0: strlen(body) */
	const char *type;     /* NULL: application/json; "": none */
	const char *raw;      /* these bytes instead of all that; NULL: none */
	size_t raw_size;      /* 0: strlen(raw) */
	bool hold;            /* wait for otk_server_release() before the first byte */
	bool chunked;         /* in place of Content-Length */
	const char *trailers; /* of a chunked body: lines, each ending in \r\n */
	bool no_length;       /* neither: the body ends when the connection does */
	bool at_once;         /* answer when the head is there; the body is read and dropped */
	size_t cut;           /* send only so many bytes of the whole (head included); 0: all */
	size_t cut_body;      /* the same, of the body; 0: all */
	size_t piece; /* so many bytes of the body at a time, each after a release; 0: all */
	otk_then then;
} otk_reply;

/* Everything that came, in order of arrival. Lives as long as the server. */
typedef struct otk_seen {
	int connection; /* 1 for the first that was accepted */
	const char *method;
	const char *path;    /* with the query */
	const char *headers; /* all lines as they came */
	const char *body;
	size_t body_size;
} otk_seen;

typedef struct otk_server_options {
	const char *cert_file; /* PEM: the server speaks TLS; see certificates.h */
	const char *key_file;
	const char *client_ca_file; /* a certificate of the client is asked for and checked */
	const char *priority;       /* GnuTLS priority string; NULL: default */
	const char *address;        /* NULL: 127.0.0.1 */
	const char *greeting;       /* sent to each new connection, unasked */
	/*
	 * Called for each request in the server's thread, in place of the script; fills *reply.
	 * Texts must stay alive until the server is freed.
	 */
	void (*answer)(void *userdata, const otk_seen *request, otk_reply *reply);
	void *userdata;
} otk_server_options;

/* NULL when it could not start, which was printed. options may be NULL. */
otk_server *otk_server_new(const otk_server_options *options);
void otk_server_free(otk_server *server);
/* "http://127.0.0.1:PORT" (https with a certificate: "https://localhost:PORT"), no slash. */
const char *otk_server_url(const otk_server *server);
int otk_server_port(const otk_server *server);

/* Append to the script; the struct and its texts are copied. */
void otk_server_reply(otk_server *server, const otk_reply *reply);
/* The reply to requests beyond the script. */
void otk_server_default(otk_server *server, const otk_reply *reply);
/* Forget script, record and counts (not the open connections). */
void otk_server_reset(otk_server *server);
/* Let each connection that holds its reply go one step further: until the next hold or piece. */
void otk_server_release(otk_server *server);
/* Close all connections that wait for a request. Returns when done. */
void otk_server_close_idle(otk_server *server);

int otk_server_request_count(otk_server *server);
/* NULL when there is no such one. Valid until free or reset. */
const otk_seen *otk_server_request(otk_server *server, int index);
int otk_server_connection_count(otk_server *server); /* ever accepted (TLS: also failed ones) */
/* The address from which connection number n came. */
const char *otk_server_peer(otk_server *server, int number);
int otk_server_held_count(otk_server *server); /* replies that wait for a release */
/* Value of a header of a request ("" when absent), into a buffer of the caller's. */
const char *otk_seen_header(const otk_seen *seen, const char *name, char *value, size_t size);
/* Wait until that many requests came; false after 5 s. */
bool otk_server_wait_requests(otk_server *server, int count);
bool otk_server_wait_held(otk_server *server, int count);

/* A port of loopback on which nothing listens. */
int otk_unused_port(void);

#endif
