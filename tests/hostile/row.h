/* SPDX-License-Identifier: MIT */
/*
 * The table of hostile peers, cases.txt, as rows, and the words of a peer's script. The head of the
 * table describes its form.
 */
#ifndef OTK_TESTS_HOSTILE_ROW_H
#define OTK_TESTS_HOSTILE_ROW_H

#include <otk/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum row_transport {
	ROW_TCP, /* http */
	ROW_RAW, /* https, but the script begins before any handshake */
	ROW_TLS, /* https, HTTP/1.1 */
	ROW_H2   /* https, HTTP/2 */
} row_transport;

typedef struct row {
	const char *name;
	row_transport transport;
	const char *operation; /* get, list, start, delete or download */
	const char *cert;      /* name of the peer's certificate */
	const char *priority;  /* GnuTLS priority string of the peer; NULL: default */
	const char *alpn;      /* protocol that the peer selects; NULL: by the transport */
	const char *script;    /* steps of the peer */
	const char *words;     /* text that the message must have; NULL: not compared */
	otk_status status[3];  /* documented outcomes; the call must have one of them */
	int status_count;
	int line;           /* in the table */
	int attempts;       /* option max_attempts of the client */
	int hostile;        /* number of connections that get the script; the others are good */
	int max_requests;   /* requests that the peer may receive before the second call; -1: any */
	int64_t timeout_ms; /* of the call */
	int64_t connect_ms;
	int64_t memory_kib;  /* limit of the growth of the process */
	int handshake_bytes; /* bytes that the peer sends of its handshake; 0: all */
	bool drip;           /* the peer's handshake is sent byte by byte */
	bool busy;           /* the peer keeps a processor busy */
	bool await;          /* the client is used again only after the end of the script */
	bool slow;           /* runs only with OTK_TEST_LONG */
	int failing;         /* number of calls that may fail before the client works again */
} row;

/* Reads the table. Returns the number of rows; 0: not readable, or a row is wrong (printed). */
size_t rows_read(const char *path, row *rows, size_t max);

/* A word of a script: a bare word, or a text in quotes, which may hold any byte. */
typedef struct word {
	bool quoted;
	char *data; /* malloc'd, NUL-terminated */
	size_t size;
} word;

/* Ports that texts of a script can name: $port is the peer's, $other must never be contacted. */
typedef struct word_ports {
	int own;
	int other;
} word_ports;

/* Reads the next word and moves past it. false: the script has ended. */
bool word_next(const char **script, const word_ports *ports, word *out);
void word_free(word *used);

#endif
