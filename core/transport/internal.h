/* SPDX-License-Identifier: MIT */
/* The rooms of the transport among themselves. */
#ifndef OTK_TRANSPORT_INTERNAL_H
#define OTK_TRANSPORT_INTERNAL_H

#include <curl/curl.h>
#include <sys/types.h>

#include "core/base/arena.h"
#include "core/transport/list.h"
#include "core/transport/transport.h"

/* An answer may have so many header lines, and so many bytes of them, interim ones included. */
#define OTK_HEADER_LINES_MAX 256
#define OTK_HEADER_BYTES_MAX ((size_t)64 * 1024)
/* A request may have so many of both. */
#define OTK_REQUEST_LINES_MAX 48
#define OTK_REQUEST_BYTES_MAX ((size_t)64 * 1024)
#define OTK_URL_MAX           8192

typedef struct otk_slot otk_slot;

/* ---- exchanges */

typedef enum otk_exchange_state {
	OTK_EXCHANGE_NEW = 0,
	OTK_EXCHANGE_QUEUED,  /* in transport->queue: waits for its turn on the wire */
	OTK_EXCHANGE_WAITING, /* only a timer: back-off, or a hook said WAIT */
	OTK_EXCHANGE_CALLING, /* one of its owner's callbacks runs */
	OTK_EXCHANGE_ON_WIRE,
	OTK_EXCHANGE_DONE
} otk_exchange_state;

struct otk_exchange {
	otk_transport *transport;
	otk_exchange_events events;
	otk_link all;   /* transport->all, from submit to done */
	otk_link queue; /* transport->queue or transport->cancelled */
	otk_slot *slot; /* while an attempt is prepared, on the wire or judged */
	size_t timer;   /* place in the heap, 0: none */
	int64_t wake_at;
	int64_t deadline; /* 0: none */
	int64_t not_before;
	int64_t heard_at; /* the last byte either way */
	int64_t timeout_ms;
	int64_t stall_timeout_ms;
	int64_t offset;    /* downloads: the bytes that the receiver has */
	int32_t attempts;  /* begun */
	int32_t fruitless; /* attempts since the last byte of a download */
	int32_t last_http_status;
	uint32_t no_retry_status;
	uint32_t origin_size; /* of the URL: up to its path */
	otk_buffer body;
	const char *content_type; /* in text */
	const char *url;          /* in text */
	char etag[64];            /* of the first part of a download */
	uint8_t method;
	uint8_t repeat;
	uint8_t state;
	bool has_body;
	bool plain;
	bool cancelled;
	bool again_used;
	bool sent_before; /* an earlier attempt may have been carried out */
	char text[];
};

/* One more attempt can begin: prepare it and hand it to libcurl, or end the exchange. */
void otk_exchange_start(otk_exchange *exchange);
/* libcurl is through with it. */
void otk_exchange_attempt_ended(otk_exchange *exchange, CURLcode code);
/* Its timer rang. */
void otk_exchange_woken(otk_exchange *exchange);
/* End one that has no answer, wherever it is. */
void otk_exchange_end(otk_exchange *exchange, otk_status status, const char *problem);
/* Memory only; no callback. */
void otk_exchange_destroy(otk_exchange *exchange);

/* ---- outgoing header lines (lines.c) */

typedef struct otk_lines {
	otk_buffer text;
	struct curl_slist *nodes; /* room for node_count of them */
	size_t node_count;
	size_t count;
	uint16_t offset[OTK_REQUEST_LINES_MAX];
} otk_lines;

_Static_assert(OTK_REQUEST_BYTES_MAX - 1 <= UINT16_MAX, "an offset holds every begin of a line");

void otk_lines_init(otk_lines *lines);
void otk_lines_clear(otk_lines *lines); /* wiped: they held a token */
void otk_lines_free(otk_lines *lines);
/* What every request says of what it takes and of who asks. */
bool otk_lines_usual(otk_lines *lines, const char *user_agent, bool plain);
/* Begin with the lines of another, which stand there already. */
void otk_lines_begin(otk_lines *lines, const otk_lines *with);
/* A line of the same name is replaced. name: with its colon; value may be NULL. */
otk_status otk_lines_add(otk_lines *lines, const char *name, const char *value);
/* Make the list for CURLOPT_HTTPHEADER: it begins at nodes[0]. */
otk_status otk_lines_link(otk_lines *lines);

/* ---- where a request goes (target.c) */

typedef struct otk_target {
	CURLU *parts;
	otk_buffer url; /* what they were made of; empty: nothing yet */
	size_t origin_size;
} otk_target;

bool otk_target_init(otk_target *target);
void otk_target_free(otk_target *target);
/* url: checked; the first origin_size bytes are scheme, host and port. */
otk_status otk_target_set(otk_target *target, const char *url, size_t origin_size);

/* ---- slots: one easy handle with what one attempt needs */

struct otk_slot {
	otk_transport *transport;
	otk_exchange *exchange; /* NULL: free */
	otk_slot *next_free;
	otk_slot *next; /* all slots */
	CURL *easy;
	otk_target target;
	otk_lines lines;
	otk_response response;
	/* what the handle is set to, so that nothing is set twice */
	uint8_t method;
	bool with_body;
	bool http2;
	/* the attempt */
	bool on_wire;       /* in the multi handle */
	bool head_complete; /* the empty line after the header lines of a final answer */
	bool out_of_memory; /* a callback found none */
	bool limit_reached; /* too many header lines or bytes */
	bool wrong_range;   /* a 206 that is not what was asked */
	bool file_changed;
	bool deadline_passed;
	bool stalled;
	bool range_asked;
	bool begun; /* a byte of the download was seen */
	otk_status sink_status;
	bool repeat_refused; /* libcurl wanted to send it a second time */
	uint32_t requests;   /* 1: it was sent, or may have been */
	size_t header_lines;
	size_t header_bytes;
	int64_t started_at;
	int64_t retry_at; /* Retry-After as a date; 0: none */
	int64_t range_start;
	int64_t range_total; /* -1: unknown */
	int64_t skip;        /* bytes of a 200 that the receiver has already */
	int64_t delivered;
	char etag[64];
	char problem[CURL_ERROR_SIZE];
};

/* Made, configured, and in transport->slots. */
otk_slot *otk_slot_new(otk_transport *transport, otk_error *error);
/* One with an exchange; its response is empty. */
otk_slot *otk_slot_take(otk_transport *transport, otk_exchange *exchange, otk_error *error);
void otk_slot_give_back(otk_slot *slot);
void otk_slots_free(otk_transport *transport, bool close_connections);
/* Set the handle to the exchange's request. */
otk_status otk_slot_prepare(otk_slot *slot, otk_error *error);

/* Callbacks of libcurl. */
size_t otk_header_received(char *line, size_t size, size_t count, void *slot);
size_t otk_body_received(char *data, size_t size, size_t count, void *slot);

/* ---- what became of an attempt (problem.c, retry.c) */

typedef enum otk_fault {
	OTK_FAULT_NONE = 0,   /* answered */
	OTK_FAULT_FINAL,      /* another attempt would end in the same way */
	OTK_FAULT_NOT_SENT,   /* provably nothing left */
	OTK_FAULT_LOST,       /* sent, no (whole) answer */
	OTK_FAULT_OUT_OF_TIME /* the deadline of the whole */
} otk_fault;

/* Fill response->status and ->problem from libcurl's code and what the callbacks saw. */
otk_fault otk_outcome(otk_slot *slot, CURLcode code);

typedef struct otk_retry_quota {
	uint64_t random;
	int32_t tokens;
} otk_retry_quota;

void otk_retry_init(otk_retry_quota *quota);
/* An exchange ended well: a part of a token comes back. */
void otk_retry_refund(otk_retry_quota *quota);
/* ms until the next attempt, -1: none. */
int64_t otk_retry_delay(otk_exchange *exchange, otk_fault fault, const otk_response *response);

/* ---- timers: a heap of exchanges by wake_at */

typedef struct otk_timers {
	otk_exchange **heap; /* from 1 */
	size_t count;
	size_t capacity;
} otk_timers;

bool otk_timers_reserve(otk_timers *timers, size_t count);
/* at: 0: none. Never fails within what was reserved. */
void otk_timers_set(otk_timers *timers, otk_exchange *exchange, int64_t at);
otk_exchange *otk_timers_first(const otk_timers *timers); /* NULL: none */

/* ---- descriptors (io.c) and who waits for them */

/* What libcurl wants to hear of a descriptor, and what the waiter was told. Index: the descriptor.
 */
typedef struct otk_socket {
	uint8_t wanted;
	uint8_t told;
	bool ours;  /* opened by us: we hear when it is closed */
	bool dirty; /* in io->dirty */
} otk_socket;

typedef struct otk_io_state {
	otk_socket *sockets;
	size_t size;
	size_t watched; /* so many of them have something wanted */
	int *dirty;
	size_t dirty_count;
	size_t dirty_capacity;
	otk_io host;
	bool driven_by_host;
	int64_t timer_told; /* to the host or the timer descriptor, INT64_MAX: none */
	int epoll_fd;       /* -1: none */
	int timer_fd;
	bool failed; /* out of memory inside a callback of libcurl */
} otk_io_state;

int otk_io_socket_changed(CURL *easy, curl_socket_t fd, int what, void *transport, void *socket);
curl_socket_t otk_io_socket_open(void *slot, curlsocktype purpose, struct curl_sockaddr *address);
int otk_io_socket_close(void *transport, curl_socket_t fd);
/* Tell the waiter what changed. */
void otk_io_flush(otk_transport *transport);
/* Tell the host or the timer descriptor when to come back. */
void otk_io_schedule(otk_transport *transport);
void otk_io_tell_timer(otk_transport *transport, int64_t timeout_ms);
/* Wait for at most that long and act; -1: for ever. */
otk_status otk_io_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error);
/* In a forked child: close its copies of the descriptors, without a word to the other side. */
void otk_io_abandon(otk_transport *transport);
void otk_io_free(otk_transport *transport);
void otk_transport_act(otk_transport *transport, curl_socket_t fd, int what);

/* fd_linux.c */
bool otk_epoll_open(otk_io_state *io);
bool otk_epoll_timer_open(otk_io_state *io);
void otk_epoll_close(otk_io_state *io);
void otk_epoll_tell(otk_io_state *io, int fd, uint8_t wanted, uint8_t told);
void otk_epoll_arm(otk_io_state *io, int64_t at, int64_t now);
otk_status otk_epoll_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error);
/* wait_poll.c: without memory of its own up to so many descriptors */
#define OTK_POLL_FEW 4
otk_status otk_poll_wait(otk_transport *transport, int64_t timeout_ms, otk_error *error);

/* ---- the transport */

/* Scheme, host and port of the URL that was checked last: most have the same. */
typedef struct otk_origin {
	size_t size;
	char text[264];
} otk_origin;

struct otk_transport {
	otk_transport_options options; /* texts in `texts` */
	otk_arena *texts;
	struct curl_slist *resolve;
	CURLM *multi;
	pid_t process;
	int64_t now;     /* monotonic ms, at the beginning of the turn */
	int64_t curl_at; /* when libcurl wants to be called; -1: not */
	otk_link all;
	otk_link queue;     /* ready for the wire, first come first served */
	otk_link cancelled; /* to be ended in the next turn */
	otk_timers timers;
	otk_io_state io;
	otk_retry_quota quota;
	otk_origin origin;
	otk_lines usual; /* that requests for JSON begin with */
	otk_slot *slots;
	otk_slot *free_slots;
	otk_response scratch;                 /* of exchanges that end without an attempt */
	char problem[OTK_ERROR_MESSAGE_SIZE]; /* of the attempt that is judged now */
	size_t pending;
	size_t on_wire;
	uint32_t calling; /* depth of the owner's callbacks */
	bool turning;
	bool freed; /* inside a callback: to be done when it is over */
};

/* Callbacks of the owner run between these two. */
static inline void otk_calling(otk_transport *transport, otk_exchange *exchange)
{
	transport->calling++;
	exchange->state = OTK_EXCHANGE_CALLING;
}

static inline void otk_called(otk_transport *transport)
{
	transport->calling--;
}

/* ---- options */

otk_status otk_global_init(otk_error *error);
/* getpid() without the system call; after otk_global_init(). */
pid_t otk_process(void);
/* The system's bundle of trusted certificates, a static path. NULL: none found. */
const char *otk_tls_system_bundle(void);
otk_status otk_tls_check(const otk_transport_options *options, otk_error *error);
bool otk_tls_configure(CURL *easy, const otk_transport_options *options);
otk_status otk_proxy_check(const otk_transport_options *options, otk_error *error);
bool otk_proxy_is_possible(const otk_transport_options *options);
bool otk_proxy_configure(CURL *easy, const otk_transport_options *options);
/* As otk_url_check(). *origin is known to be good, and becomes this one's. */
otk_status otk_url_check_next(otk_origin *origin, const char *url, const char *what,
	size_t *origin_size, otk_error *error);
/* Is it plain http? The URL was checked before. */
bool otk_url_is_plain(const char *url);
/* The host and port of a checked URL, for messages. */
void otk_url_host(const char *url, char *host, size_t size);

#endif
