/* SPDX-License-Identifier: MIT */
/*
 * A scripted HTTP/1.1 server on loopback, in a thread of the test. It sends the replies of a
 * script, breaks off where the script says so, and records every request.
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
	OTK_THEN_HOLD   /* stop until otk_server_release(), then send the rest and keep */
} otk_then;

typedef struct otk_reply {
	int status;           /* 0: 200; -1: no byte, only `then` (HOLD: followed by 200) */
	const char *headers;  /* further lines, each ending in \r\n */
	const char *body;     /* NULL: "{}" */
	size_t body_size;     /* 0: strlen(body) */
	const char *type;     /* NULL: application/json; "": none */
	const char *raw;      /* sent instead of all of the above; NULL: not set */
	size_t raw_size;      /* 0: strlen(raw) */
	bool hold;            /* wait for otk_server_release() before the first byte */
	bool chunked;         /* instead of Content-Length */
	const char *trailers; /* of a chunked body, each line ending in \r\n */
	bool no_length;       /* neither; the end of the connection ends the body */
	bool at_once;         /* reply to the head of the request; its body is read and dropped */
	size_t cut;           /* bytes to send, head included; 0: all */
	size_t cut_body;      /* bytes of the body to send; 0: all */
	size_t piece;         /* bytes of the body sent per release; 0: all at once */
	otk_then then;
} otk_reply;

/* A recorded request; valid until the server is freed or reset. */
typedef struct otk_seen {
	int connection; /* number of its connection, from 1 */
	const char *method;
	const char *path;    /* query included */
	const char *headers; /* all lines as received */
	const char *body;
	size_t body_size;
} otk_seen;

typedef struct otk_server_options {
	const char *cert_file; /* PEM: the server speaks TLS; see certificates.h */
	const char *key_file;
	const char *client_ca_file; /* demands and verifies a certificate of the client */
	const char *priority;       /* GnuTLS priority string; NULL: default */
	const char *address;        /* NULL: 127.0.0.1 */
	const char *greeting;       /* sent to each new connection before any request */
	/*
	 * Called for each request, in the server's thread, instead of the script; fills *reply,
	 * whose texts must live until the server is freed.
	 */
	void (*respond)(void *userdata, const otk_seen *request, otk_reply *reply);
	void *userdata;
} otk_server_options;

/* Returns NULL, and prints why, if it could not start. options may be NULL. */
otk_server *otk_server_new(const otk_server_options *options);
void otk_server_free(otk_server *server);
/* "http://127.0.0.1:PORT" (https with a certificate: "https://localhost:PORT"), no slash. */
const char *otk_server_url(const otk_server *server);
int otk_server_port(const otk_server *server);

/* Appends a copy of the reply to the script. */
void otk_server_reply(otk_server *server, const otk_reply *reply);
/* Sets the reply to requests beyond the script. */
void otk_server_default(otk_server *server, const otk_reply *reply);
/* Clears script, recorded requests and counts; connections stay open. */
void otk_server_reset(otk_server *server);
/* Lets each connection that holds its reply continue until the next hold or piece. */
void otk_server_release(otk_server *server);
/* Closes all connections that wait for a request, and returns when that is done. */
void otk_server_close_idle(otk_server *server);

int otk_server_request_count(otk_server *server);
/* NULL: not received. Valid until the server is freed or reset. */
const otk_seen *otk_server_request(otk_server *server, int index);
int otk_server_connection_count(otk_server *server); /* accepted so far, failed TLS included */
/* Returns the client's address of a connection. */
const char *otk_server_peer(otk_server *server, int number);
int otk_server_held_count(otk_server *server); /* replies that wait for otk_server_release() */
/* Copies the value of a request's header, "" if it is absent, and returns the copy. */
const char *otk_seen_header(const otk_seen *seen, const char *name, char *value, size_t size);
/* Wait until this many requests were received, or are held; false after 5 s. */
bool otk_server_wait_requests(otk_server *server, int count);
bool otk_server_wait_held(otk_server *server, int count);

/* Returns a port of loopback on which a program can listen. */
int otk_unused_port(void);
/* Returns a port of loopback that refuses connections until the process ends. */
int otk_refusing_port(void);

#endif
